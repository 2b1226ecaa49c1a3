"""The schema's history. Each change of `reprise.store.tables` is a new file under `versions`."""
