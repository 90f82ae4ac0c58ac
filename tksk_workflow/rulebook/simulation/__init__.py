"""What another pack would do, to recorded cases or to files of very many."""
