"""Lists from spreadsheets: good rows go in, each bad row is reported with its place.

`cases.import_cases` and `partners.import_partners` read CSV and XLSX. The same file
again changes nothing.
"""
