"""The shared kernel: what every service needs at its edges. It knows no service."""
