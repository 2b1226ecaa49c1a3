"""The command line `reprise`, beside the Dagster UI and against the same instance."""
