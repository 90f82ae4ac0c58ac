"""The living specification: the regulation's scenarios, whether they hold today, and where.

`references` knows what a scenario may point at, `results` what a run of the features said,
`coverage` puts both together, and `site` writes what an auditor reads.
"""
