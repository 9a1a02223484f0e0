-- The genres of the shop: reference data, needed before the first film can be added.
insert into genres (slug, name_en, name_fr) values
    ('adventure', 'Adventure', 'Aventure'),
    ('animation', 'Animation', 'Animation'),
    ('avant-garde', 'Avant-garde', 'Avant-garde'),
    ('comedy', 'Comedy', 'Comédie'),
    ('crime', 'Crime', 'Policier'),
    ('documentary', 'Documentary', 'Documentaire'),
    ('drama', 'Drama', 'Drame'),
    ('fantasy', 'Fantasy', 'Fantastique'),
    ('history', 'History', 'Histoire'),
    ('horror', 'Horror', 'Épouvante'),
    ('musical', 'Musical', 'Comédie musicale'),
    ('romance', 'Romance', 'Romance'),
    ('science-fiction', 'Science fiction', 'Science-fiction'),
    ('thriller', 'Thriller', 'Thriller'),
    ('war', 'War', 'Guerre'),
    ('western', 'Western', 'Western');
