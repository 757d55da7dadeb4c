"""Courses: files and folders enter, films, failures and a contact sheet leave."""
