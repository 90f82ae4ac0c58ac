"""The register of TKSK: who looks after which kecamatan, and how busy they are."""
