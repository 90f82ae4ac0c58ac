"""Prefect flows: thin, restartable sweeps over the services."""
