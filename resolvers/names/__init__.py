"""Names seen in many ways: normal forms, scripts, sounds, look-alikes, pictures, affixes."""
