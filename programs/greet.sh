#!/bin/sh
# Greets the name on stdin in the language of the first argument.
name=$(cat)
case "$1" in
  de) echo "Hallo $name, schön, dass du da bist." ;;
  fr) echo "Bonjour $name, bienvenue." ;;
  *) echo "Hello $name, good to have you here." ;;
esac
