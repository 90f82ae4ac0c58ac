"""The files of a pack, understood: each kind of entry has its reader."""
