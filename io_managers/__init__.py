"""Where assets are kept: documents as JSON, tables as Parquet. Media travel inside documents as references."""
