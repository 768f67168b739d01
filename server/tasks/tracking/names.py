"""What offices call the columns of a tracking sheet, in Vietnamese and in English."""

from server.programmes.reading.fields import KNOWN, FieldNames

_BODY = (
    r"(?:cac )?(?:co quan|don vi|to chuc|bo phan|ban,? nganh|phong,? ban)"
    r"(?:(?: ?[/,] ?| va | hoac )(?:co quan|don vi|to chuc|ca nhan|dia phuong))*"
)
_TASK = r"(?:nhiem vu|cong viec|dau viec|viec|ket luan|noi dung)"
_NOTICE = r"(?:tb|thong bao|kl|ket luan|van ban|vb|nq|nghi quyet|cong van|ky hieu|hieu)"

# field -> patterns over the marks-free heading, surest first (see programmes.reading.fields).
TRACKING = FieldNames(
    {
        "number": KNOWN["number"],
        "code": (
            rf"ma(?: so)?(?: (?:{_TASK}|nv|cv|theo doi))?|(?:task )?(?:code|id)|task (?:no|number)",
        ),
        "session": (
            r"(?:so |ten |lan )?(?:hoi nghi|phien hop|cuoc hop|ky hop)(?: (?:so|thu|lan thu|giao))?"
            r"|(?:session|meeting)(?: (?:no|number))?",
        ),
        "issued": (
            rf"ngay(?: thang)?(?: nam)? (?:ban hanh|ra|ky)(?: {_NOTICE})?(?: ?[/,] ?\w+)?"
            rf"|ngay {_NOTICE}(?: ?[/,] ?{_NOTICE})*"
            r"|(?:date of issue|issued?(?: on| date)?|notice date)",
        ),
        "document": (
            rf"so(?: va|,)? {_NOTICE}\b.*|so hieu\b.*|can cu\b.*|ky hieu(?: {_NOTICE})?"
            r"|(?:van ban|vb) (?:giao|chi dao|ket luan|goc)(?: .*)?|so,? ngay(?:,? thang)? van ban"
            r"|(?:notice|document|reference)(?: (?:no|number))?",
            r"thong bao(?: ket luan)?|van ban",
        ),
        "watcher": (
            r"(?:chu tri |nguoi |chuyen vien |can bo |phong |bo phan |don vi |dau moi |lanh dao )?"
            r"theo doi(?:,? don doc)?|chuyen vien(?: phu trach)?"
            r"|(?:lanh dao|can bo|dong chi|nguoi) phu trach|watch(?:er|ed by)|followed by",
        ),
        "field_detail": (
            r"(?:linh vuc|nganh) (?:chi tiet|cu the)|chi tiet (?:linh vuc|nganh)|tieu linh vuc"
            r"|chuyen nganh|sub-?field|(?:detailed )?field in detail|field detail",
        ),
        "field": (
            r"(?:nganh|linh vuc|khoi)(?:(?: ?[/,] ?| va )(?:nganh|linh vuc))*|nhom linh vuc"
            r"|field|sector|area",
        ),
        "lead": (
            r"(?!.*theo doi).*chu tri.*"
            rf"|{_BODY} (?:trinh|thuc hien|tham muu|duoc giao|duoc phan cong|chiu trach nhiem"
            r"|dau moi|chuan bi|soan thao|bao cao|xu ly|phu trach|giai quyet).*"
            r"|lead(?:ing)?(?: body| agency)?|owners?|responsible(?: body)?|body in charge",
            rf"{_BODY}|(?:don vi )?dau moi|phan cong(?: .*)?|trach nhiem(?: .*)?|noi nhan nhiem vu"
            r"|body|agency|unit|assigned to",
        ),
        "coordinating": KNOWN["coordinating"],
        "kind_text": (
            r"(?:loai|kieu) (?:thoi )?han(?: .*)?|(?:kind of deadline|deadline (?:kind|type))",
        ),
        "deadline": (
            r"(?:ngay )?han (?:xu ly|hoan thanh|chot|cuoi|trinh|bao cao|thuc hien|nop)(?: .*)?"
            r"|deadline|due(?: date| on)?",
            r"(?:thoi han|thoi gian (?:hoan thanh|thuc hien|xu ly|trinh|bao cao))(?: .*)?|han"
            r"|thoi gian|time",
        ),
        "progress": (
            r"tien do(?! yeu cau)(?: .*)?|(?:tinh trang|trang thai)(?: .*)?"
            r"|tinh hinh (?:thuc hien|xu ly|trien khai)(?: .*)?|progress|status|state",
        ),
        "result": (
            r"(?:ket qua|san pham)(?: ?[/,] ?| va )(?:minh chung|san pham|ket qua)(?: .*)?"
            r"|minh chung(?: .*)?|evidence|results?(?: ?/ ?evidence)?",
            r"ket qua(?: .*)?|san pham hoan thanh",
        ),
        "documents": (
            r"(?:cac )?(?:van ban|vb)(?: da)? (?:trien khai|thuc hien|ban hanh|tham muu)(?: .*)?"
            r"|(?:implementing )?documents(?: issued)?",
        ),
        "updated": (
            r"(?:ngay |thoi gian |thoi diem |lan )?cap nhat(?: .*)?|(?:last )?updated?(?: on| at)?"
            r"|last change",
        ),
        "text": (
            rf"noi dung(?! phoi hop).*|{_TASK}(?: .*)?|ten {_TASK}(?: .*)?"
            r"|(?:tasks?|work|contents?|conclusions?|descriptions?)(?: .*)?",
            r"yeu cau(?: .*)?|y kien (?:chi dao|ket luan)(?: .*)?|trich yeu(?: .*)?",
        ),
        "product": (
            r"(?:ten |loai )?san pham(?: (?:dau ra|giao nop|yeu cau|can dat|du kien|phai trinh))?"
            r"|products?|deliverables?|outputs?",
        ),
    }
)
