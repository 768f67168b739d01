"""Documents as offices issue them: what stands on the sheet as data, and its DOCX and PDF.

A feature builds a `document.Document` (its head by `heads.head_of`) and gives it to
`word.write_docx` or `pdf.write_pdf`; templates/documents/_sheet.html shows it on a page. The two
writers load libraries: import them where a file is made, not where a route is declared.
"""
