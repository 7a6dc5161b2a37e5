"""Sheets and documents, in and out: xlsx, csv, docx, pdf."""
