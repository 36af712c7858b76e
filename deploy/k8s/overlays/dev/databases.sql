-- Run once as the user ritornello, in the database catalog.
CREATE DATABASE royalties;
