"""The words of bodies, posts and persons, as data. Small ones are compared in folded text."""

from server.programmes.reading.words import folded, pattern

# Words a body, a post or a person begins with; capitals as written.
HEADS = (
    r"(?:Bảo hiểm xã hội|Kế toán|Tư vấn(?: giám sát| thiết kế)?"
    r"|Nhóm(?= công tác| giúp việc| chuyên gia)|P\.\w+"
    r"|Bảo tàng|Thư viện|Học viện|Cảnh sát|Chuyên viên|Ban(?! hành)|BTV|BCH|BTC"
    r"|Bộ|Báo(?! cáo)|BQL|BQLDA|Bệnh viện|Bí thư|Bưu điện|Bà|CA"
    r"|Cấp (?:ủy|uỷ|trên|dưới|xã|tỉnh)|Chi (?:bộ|cục|nhánh|hội|đoàn|ủy|uỷ)|Chính (?:quyền|phủ)"
    r"|Chánh"
    r"|Chủ (?:tịch|nhiệm|đầu tư|tọa)|Chỉ huy trưởng|Công (?:an|ty|đoàn|chức)|Công Thương"
    r"|Cơ (?:quan|sở)"
    r"|Cục|Cảng|Cán bộ|Cụm|Đài|Đại (?:biểu|diện|học)|Đảng|Đặc khu|Đoàn|Đội|Đồn|Đồng chí|Đ/c"
    r"|Đơn vị"
    r"|Điện lực|Doanh nghiệp|Giám đốc|Hạt|Hội(?! nghị)|HĐND|Hiệp hội|Hiệu trưởng|Hợp tác xã|HTX"
    r"|Huyện"
    r"|Hải quan|Khách|Kho bạc|Khối|Khu (?:bảo tồn|quản lý|kinh tế)|Kiểm (?:lâm|toán)"
    r"|Lãnh đạo(?=\s+(?:các|Sở|sở"
    r"|Ban|ban|UBND|Đảng|Văn|Phòng|Tỉnh|đơn|cơ|phòng))|Liên (?:đoàn|hiệp|minh|danh)|LLVT|LĐLĐ"
    r"|Lực lượng|Lữ đoàn"
    r"|Mặt trận|MTTQ|Ngân hàng|Ngành|Người đứng|Nhà (?:máy|thầu|đầu tư)|Ông|Phó|Phòng(?! ngừa"
    r"|\s*,|\s+chống)"
    r"|Quân (?:khu|sự|đội|ủy)|Quận|Quỹ|Sở|Sư đoàn|Tập đoàn|Tập thể|Thanh tra|Thành (?:ủy|uỷ|viên"
    r"|đoàn|phố)"
    r"|Thi hành án|Thị (?:xã|trấn)|Thuế|Thống kê (?:tỉnh|thành)|Thường (?:trực|vụ)|Thủ (?:trưởng"
    r"|tướng)"
    r"|Thư ký|Tiểu ban|Tỉnh|Tòa|Toà|Toàn (?:thể|đảng|Đảng)|Tổ(?! chức)|Tổ chức(?= đảng| Đảng"
    r"| cơ sở| chính)"
    r"|Tổng (?:công ty|Công ty|cục|Cục|giám đốc|Giám đốc)|Trạm|Trung (?:tâm|đoàn)|Trưởng"
    r"|Trường(?! hợp)|TAND"
    r"|UBKT|UBMTTQ|UBMTTQVN|UBND|Uỷ|Ủy(?! quyền)|Văn phòng|Viện|VKSND|VPĐU|VP|VPTU|Vụ|Vườn|Xã"
    r"|Phường)(?!\w)"
)
# The same in small letters: groups, posts, persons and kinds of bodies.
SMALL_HEADS = pattern(
    r"(?:(?:tất cả |toàn thể |từng |mỗi |một số |một |\d{1,3} )?(?:các )?(?:bộ phận|cơ quan"
    r"|đơn vị|địa phương|sở|ngành"
    r"|cấp ủy|chính quyền|cấp|xã|phường|đặc khu|đồng chí|đ/c|tổ chức (?:đảng|chính trị|cơ sở|đoàn"
    r"|thành viên|tín dụng|xã hội|hội(?! nghị| thảo| thi| thao| chợ| diễn)|quần chúng)"
    r"|đảng ủy|đảng bộ|chi bộ|huyện|phòng(?!\s*,?\s*chống)|hội(?! nghị)|đoàn thể|doanh nghiệp"
    r"|chủ đầu tư|nhà thầu|nhà đầu tư"
    r"|(?<!hiện )(?<!môi )(?<!thị )(?<!công )trường(?! hợp)"
    r"|bệnh viện|thành viên|tổ công tác|đoàn công tác"
    r"|ban quản lý|ban chỉ đạo|ban(?=,)|ban (?:đảng|xây dựng đảng|của)|bộ(?=,)"
    r"|lãnh đạo(?=\s+(?:các|sở"
    r"|ban|ủy|đảng|văn|phòng|đơn|cơ|ubnd|hđnd|tỉnh|xã|phường))"
    r"|thủ trưởng|người đứng đầu|giám đốc|bí thư|chủ tịch|trưởng(?=\s+(?:ban|phòng|thôn|các))|chánh"
    r"|ngân hàng"
    r"|công an|công ty|văn phòng|kho bạc|thuế|hải quan|tòa án|viện kiểm sát|mặt trận|trung tâm"
    r"|công chức|chuyên viên"
    r"|tổ dân phố|tổ đại biểu|tổ công tác|thôn|lực lượng|cán bộ|đảng viên|hộ dân|ông|bà|ubnd"
    r"|hđnd|tổ giúp việc|bưu điện"
    r"|báo(?! cáo)|cơ sở|ban, ngành|ban ngành|sở ngành|hiệu trưởng|ủy ban nhân dân|đài))(?!\w)"
)
GROUP_NOUN = pattern(
    r"(?:các\s+)?(?:cơ quan|đơn vị|địa phương|sở|ban|ngành|đoàn thể|xã|phường|đặc khu|thị trấn"
    r"|phòng"
    r"|tổ chức đảng|tổ chức|chính quyền|giúp việc|hội|cấp ủy|cấp|thôn|tổ dân phố|huyện|thành phố"
    r"|báo chí|thông tấn"
    r"|thị xã"
    r"|quận|đảng viên|công chức|viên chức|người lao động|doanh nghiệp|cá nhân|bộ|trường"
    r"|mặt trận)(?!\w)"
)
# A name of many: "và" and commas go on in it with further kinds of bodies.
GROUP = pattern(
    r"(?<!\w)(?:các|mọi|tất cả|từng|mỗi|cấp ủy|chính quyền|cán bộ)(?!\w)|^(?:cơ quan|đơn vị"
    r"|địa phương|sở"
    r"|ban|ngành)\b"
)
# What may go on in small letters inside a name.
_GOING_ON = (
    """
tỉnh|thành phố|thành|xã|phường|thị trấn|thị xã|huyện|quận|đặc khu|cấp|cơ sở|khu vực|khu|vùng
trung ương|nhà nước|địa phương|liên quan|có liên quan|hữu quan|trực thuộc|thuộc|của|nêu trên
nói trên|trên địa bàn|chức năng|chuyên môn|chuyên trách|chuyên ngành|tư vấn|thi công|xây lắp
đầu tư|dự án|công trình|giao thông|dân dụng|công nghiệp|nông nghiệp|thường trực|thành viên
đảng|chính trị|xã hội|đoàn thể|doanh nghiệp|nhân dân|quân sự|công an|biên phòng|khối
trật tự|đô thị
trưởng|phó|ủy viên|ban|ngành|sở|tổ chức|hội|đơn vị|cơ quan|đồng chí|bí thư|chủ tịch|giám đốc
trưởng ban|thủ trưởng|lãnh đạo|cấp ủy|chi bộ|đảng ủy|đảng bộ|ủy ban nhân dân|ủy ban(?! hành)
hội đồng
mặt trận|văn phòng|phòng|tổ|đoàn|thôn|được phân công|thương mại|viễn thông|báo chí|truyền thông
sự nghiệp|hành chính|công lập|tham mưu, giúp việc|đứng đầu|trong tỉnh|trong xã|toàn tỉnh|khác
hợp tác|kinh tế|đô thị|rừng|phòng hộ|đặc dụng|đất đai|bệnh tật|chi nhánh|thoát nước|nước sạch
thủy lợi|môi trường|hạ tầng|kỹ thuật|công nghệ|giáo dục|y tế|văn hóa|tỉnh ủy|thành ủy|người
thanh niên|phụ nữ|cán sự|đảng đoàn|pháp chế|thường vụ|ban thường vụ|đảng viên|quản lý rừng|trên
vùng đồng bào|đóng trên địa bàn|quỹ đất|phát triển quỹ đất|dân tộc|miền núi|bảo hiểm xã hội
điện lực|nông thôn|ven biển|vùng cao|biên giới|hải đảo|thường trú|địa chính|tư pháp|hộ tịch
đảng ủy viên|địa bàn|lĩnh vực
trên địa bàn tỉnh|thông tấn|biên tập|quản trị|đa khoa|chuyên khoa|hạ du|thượng nguồn
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
NAME_GOES_ON = pattern(
    r"(?:phòng\s*,?\s*chống\s+(?:tham nhũng|thiên tai|tội phạm|ma túy|dịch bệnh|cháy rừng|lụt bão"
    r"|dịch)"
    r"(?:\s*,\s*(?:lãng phí|tiêu cực|tệ nạn xã hội))*(?:\s+và\s+(?:tìm kiếm cứu nạn|tiêu cực))?"
    r"|các(?=\s+(?:cơ quan|đơn vị|sở|ban|ngành|xã|phường|đặc khu|công trình|dự án|khu|cấp|chi bộ"
    r"|đảng|tổ chức"
    r"|huyện|địa phương|phòng|hội|đoàn thể|trường|thôn|doanh nghiệp|tỉnh|dân tộc|thành viên|bộ"
    r"|vùng))"
    r"|phụ trách (?:thôn|chi bộ|xã|phường|địa bàn|lĩnh vực|khối)"
    rf"|số\s+\d+|{'|'.join(sorted(_GOING_ON, key=len, reverse=True))})(?!\w)"
)
# Second halves of names that look like duties of their own.
HALVES = {
    folded(pair) for pair in ("thường trực", "ngoại giao", "trung cấp", "cao cấp", "sơ cấp",
                              "các cấp", "khuyến nông", "hành chính", "cộng đồng", "quân sự",
                              "hoạch xây dựng", "vấn xây dựng")
}  # fmt: skip
# After these a verb is part of the name: Ban quản lý, Hội đồng thẩm định, đoàn kiểm tra.
NAME_OF_VERB = pattern(
    r"(?:tư vấn (?:thiết kế|giám sát|thẩm tra)"
    r"|bộ phận (?:tiếp nhận và trả kết quả|một cửa)|văn phòng (?:hđnd|hội đồng nhân dân) và "
    r"(?:ubnd|ủy ban nhân dân)"
    r"|(?:một |các )?(?:đồng chí|đ/c) lãnh đạo(?= (?:ubnd|ủy ban|sở|ban|văn phòng|tỉnh|đảng|hđnd))"
    r"|cán bộ (?:tiếp dân|tiếp công dân|quản lý)"
    r"|(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|cán bộ|công chức|đồng chí)\s+được\s+(?:giao|phân công)"
    r"\s+(?:soạn thảo|phụ trách|theo dõi|thẩm định|chủ trì soạn thảo)"
    r"|(?:ban|tiểu ban|tổ|đoàn|hội đồng|quỹ|trung tâm|văn phòng|phòng|chi cục|cục|sở|bộ|viện|đội"
    r"|chi nhánh văn phòng|trường|ban chỉ huy)\s+(?:quản lý(?: dự án| rừng)?(?: đầu tư"
    r"| xây dựng)*|chỉ đạo"
    r"|tổ chức|thẩm định|soạn thảo|kiểm tra|giám sát|công tác|giúp việc|đăng ký|hỗ trợ|đầu tư"
    r"|bồi thường(?:, hỗ trợ)?(?: và tái định cư|,? tái định cư)?|giải phóng|xây dựng|phát triển"
    r"|kiểm soát|xúc tiến|đào tạo|bồi dưỡng|bầu cử|vận động|xét duyệt|thi đua|kế hoạch|thanh tra"
    r"|thi hành"
    r"|phục vụ|tiếp công dân|điều hành|biên soạn|rà soát)"
    r"|(?:cơ quan|đơn vị|các cơ quan|các đơn vị)\s+(?:tham mưu(?:, giúp việc)?"
    r"|tư vấn(?: giám sát| thiết kế)?|thi công"
    r"|quản lý"
    r"|sử dụng|chủ trì(?=\s+(?:soạn|thẩm|dự án|đề án))|giám sát thi công|vận hành|thẩm định)"
    r"|chủ đầu tư"
    r"|nhà đầu tư|tổ chức (?:đảng|chính trị|cơ sở|đoàn|thành viên|tín dụng|xã hội"
    r"|hội(?! nghị| thảo| thi| thao| chợ| diễn)|quần chúng)"
    r"|các tổ chức|nhà thầu (?:thi công|xây lắp|tư vấn))(?!\w)"
)
# Papers end a name before them: "tham mưu Ban Thường vụ Kế hoạch ...".
PAPER = pattern(
    r"(?:đề án|kế hoạch|báo cáo|tờ trình|quyết định|nghị quyết|chỉ thị|kết luận|quy chế|quy định"
    r"|phương án|công văn|dự thảo|chương trình|danh mục|danh sách|dự toán|hồ sơ|quy trình)(?!\w)"
)
NAMED_AFTER = pattern(r"(?:sở|phòng|ban|bộ|(?<!thường )vụ|cục|trường|viện|-|–|và|,)\s*$")
# Bodies that are nobody in particular: as a lead they must be asked.
NOBODY = pattern(
    r"(?:các\s+|tất cả\s+|toàn thể\s+|mọi\s+|mỗi\s+|từng\s+|một số\s+)*"
    r"(?:(?:các\s+)?(?:cơ quan|đơn vị|tổ chức|cá nhân|ngành|cấp|địa phương|bộ phận|chức năng|nơi"
    r"|đồng chí|cấp ủy|chính quyền|chủ đầu tư|nhà thầu)"
    r"(?:\s*,\s*|\s+và\s+|\s+)?)+(?:(?:có\s+)?liên quan|hữu quan|nêu trên|trên|chức năng|khác"
    r"|chuyên môn"
    r"|nào .*|được (?:giao|phân công) .*|chưa .*|còn .*)?"
    r"|một đồng chí .*|(?:cán bộ|công chức)(?: được (?:giao|phân công) .*)?"
)
POST = pattern(
    r"(?:(?:các\s+)?đồng chí|đ/c|ông|bà|chủ tịch|phó|bí thư|trưởng|chánh|giám đốc|thủ trưởng"
    r"|người đứng đầu|lãnh đạo|hiệu trưởng|ủy viên|thành viên|cục trưởng|tư lệnh"
    r"|chỉ huy trưởng)(?!\w)"
)
PERSON = pattern(r"(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\s+")
NAMED_PERSONS = pattern(r"các\s+(?:đồng chí|đ/c|ông|bà|ông, bà)\s*:\s+")
ANOTHER_POST = (
    r"\s*[,\-–]\s*(?:Phó|Trưởng|Chủ tịch|Bí thư|Giám đốc|Ủy viên|Uỷ viên|Chánh|Tỉnh ủy viên"
    r"|Cục trưởng|[Cc]ông chức|[Cc]huyên viên|[Cc]án bộ|[Kk]ế toán)(?!\w)"
)
