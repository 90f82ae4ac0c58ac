"""A synthetic kecamatan: people, partners and their behaviour, for `tksk demo` and the tests.

Nothing here is about anybody real. Names say that they are made up, and every NIK
starts with the area code 99, which no province has.
"""
