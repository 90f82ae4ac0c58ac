"""The page ``features/README.md``: the features in the order of the regulation.

Renew it: ``python -m tests.support.feature_index > features/README.md``.
"""

from tests.support.feature_files import FEATURES, FOLDER, parsed
from tksk_workflow.config import default_rules_dir
from tksk_workflow.reports.spec.references import read_references
from tksk_workflow.rulebook.loading import load_pack

HEAD = """# Peraturan sebagai skenario

Bacalah menurut urutan ini, yaitu urutan peraturan. `make spec` menjalankan semuanya dan menulis
halaman untuk auditor; lihat [panduan auditor](../docs/panduan-auditor.md). Pasal, syarat, dan judul yang
dapat ditunjuk sebuah skenario ada di [`acuan`](acuan/). Arti tandanya ada di
[CONTRIBUTING](../CONTRIBUTING.md#tags-of-scenarios).

| bagian | berkas | isi |
|---|---|---|
"""


def render():
    """The page, as it ought to be."""
    chapters = read_references(FOLDER, load_pack(default_rules_dir())).chapters
    names = {chapter.feature: chapter.name for chapter in chapters}
    paths = {path.name: path for path in FEATURES}
    order = [name for name in names if name in paths]
    order += sorted(paths.keys() - set(order))
    return HEAD + "".join(_row(names.get(name, "Di luar daftar"), paths[name]) for name in order)


def _row(part, path):
    title = parsed(path)["name"]
    return f"| {part} | [{path.name}]({path.name}) | {title} |\n"


if __name__ == "__main__":
    print(render(), end="")
