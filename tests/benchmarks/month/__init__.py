"""A month of the whole country in simulation, on PostgreSQL.

One database per kabupaten or kota, as the sizing of docs/benchmarks advises. Regencies share
nothing, so that any number of them, drawn at random, is a fair sample of the country.
"""
