"""Turns the checkout into what a stack is deployed from: layers, functions and the template that names them."""
