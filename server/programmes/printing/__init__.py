"""A programme as the document by which it is issued: what it says, and its DOCX and PDF."""
