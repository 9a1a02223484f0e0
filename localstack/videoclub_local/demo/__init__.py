"""The demo shop: a catalogue of 112 films, their posters, clips and prices, and a history of rentals to report on."""
