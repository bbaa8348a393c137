"""Rule sets side by side: what each says of the same concept, and which cases they treat differently."""
