"""The monthly report and the social map (Pasal 8): figures, sections, workbook, document.

`figures` and `social_map` read the record, `sections` says it in Indonesian tables, and
`workbook` and `document` write the same tables as XLSX and PDF. Nothing names a person.
"""
