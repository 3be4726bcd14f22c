"""Small exports in the true form of each service: its columns, its quoting, its files."""

import json
import zipfile
from pathlib import Path
from typing import Any

NETFLIX_SHORT = (
    "Title,Date\r\n"
    '"Harbour Lights: Season 1: ""The Fog""","12/29/23"\r\n'
    '"Harbour Lights: Season 1: The Pier","12/28/23"\r\n'
    '"Salt, and Rope","12/3/23"\r\n'
    '"Salt, and Rope","6/1/23"\r\n'
)
NETFLIX_LONG = (
    "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,"
    "Bookmark,Latest Bookmark,Country\r\n"
    "Wren,2024-03-02 20:10:00,00:50:00,,Salt and Rope,,TV,01:30:00,01:30:00,NL (Netherlands)\r\n"
    "Wren,2024-03-01 20:10:00,00:40:00,,Salt and Rope,,TV,00:40:00,Not latest view,NL\r\n"
    "Wren,2024-03-01 20:00:00,00:01:30,,Salt and Rope: Trailer,TRAILER,TV,00:01:30,00:01:30,NL\r\n"
    "Wren,2024-02-01 20:00:00,00:00:40,Autoplayed: user action: None; ,The Long Sail,,TV,"
    "00:00:40,00:00:40,NL\r\n"
    "Wren,2024-01-02 19:00:00,00:06:00,,The Long Sail,,TV,00:06:00,00:06:00,NL\r\n"
    "Wren,2023-10-02 19:00:00,01:29:00,,Salt and Rope,,TV,01:29:00,Not latest view,NL\r\n"
)
NETFLIX_RATINGS = (
    "Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts,"
    "Region View Date\n"
    "Wren,Salt and Rope,thumb,,3,TV,2024-03-03 10:00:00,2024-03-03\n"
    "Wren,The Long Sail,thumb,,1,TV,2024-03-04 10:00:00,2024-03-04\n"
    "Wren,Harbour Lights,star,4,,TV,2016-03-04 10:00:00,2016-03-04\n"
    "Wren,Harbour Lights,thumb,,0,TV,2024-03-05 10:00:00,2024-03-05\n"
)
LETTERBOXD = {
    "ratings.csv": (
        "Date,Name,Year,Letterboxd URI,Rating\n"
        "2024-01-05,Salt and Rope,2019,https://boxd.it/aaa1,4.5\n"
        '2024-02-01,"Storm, Coming",2020,https://boxd.it/bbb2,1\n'
    ),
    "diary.csv": (
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
        '2024-01-05,Salt and Rope,2019,https://boxd.it/eee1,4.5,,"storm, night",2024-01-04\n'
        "2024-05-05,Salt and Rope,2019,https://boxd.it/eee2,5,Yes,,2024-05-04\n"
    ),
    "reviews.csv": (
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
        "2024-01-05,Salt and Rope,2019,https://boxd.it/eee1,4.5,,"
        '"Loved the storm,\nhated the shouting.",storm,2024-01-04\n'
    ),
    "watched.csv": (
        "Date,Name,Year,Letterboxd URI\n"
        "2024-01-05,Salt and Rope,2019,https://boxd.it/aaa1\n"
        "2024-03-01,The Long Sail,2011,https://boxd.it/ccc3\n"
    ),
    "watchlist.csv": (
        "Date,Name,Year,Letterboxd URI\n2024-01-05,Never Seen,2022,https://boxd.it/ddd4\n"
    ),
    "likes/films.csv": (
        "Date,Name,Year,Letterboxd URI\n2024-01-06,Salt and Rope,2019,https://boxd.it/aaa1\n"
    ),
    "deleted/diary.csv": (
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
        "2020-05-05,Gone,2019,https://boxd.it/eee9,1,,horror,2020-05-04\n"
    ),
    "profile.csv": (
        "Date Joined,Username,Given Name,Family Name,Email Address,Location,Website,Bio,Pronoun,"
        "Favorite Films\n2020-01-01,wren,,,,,,,They / their,\n"
    ),
}
IMDB = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),"
    "Year,Genres,Num Votes,Release Date,Directors\n"
    "tt0000001,9,2024-03-10,Salt and Rope,Sel et corde,https://www.imdb.com/title/tt0000001,Movie,"
    '7.4,90,2019,"Adventure, Sci-Fi",4021,2019-05-02,A. Maker\n'
    "tt0000002,2,2024-03-11,The Long Sail,The Long Sail,https://www.imdb.com/title/tt0000002,"
    "TV Series,6.1,42,2011,Drama,812,2011-01-01,\n"
    "tt0000003,9,2024-03-12,Sail Game,Sail Game,https://www.imdb.com/title/tt0000003,"
    "Video Game,7.0,,2015,Action,99,2015-01-01,\n"
)
_MOVIE = {"title": "Salt and Rope", "year": 2019, "ids": {"trakt": 1, "slug": "salt-and-rope-2019"}}
_SHOW = {
    **{"title": "Harbour Lights", "year": 2015, "ids": {"trakt": 2}},
    "genres": ["drama", "science-fiction"],
}
TRAKT: dict[str, Any] = {
    "ratings-movies.json": [
        {
            **{"rated_at": "2024-03-10T20:00:00.000Z", "rating": 9, "type": "movie"},
            "movie": {**_MOVIE, "genres": ["adventure"]},
        }
    ],
    "ratings-shows.json": [
        {"rated_at": "2024-03-11T20:00:00.000Z", "rating": 3, "type": "show", "show": _SHOW}
    ],
    "watched-history-1.json": [
        {
            **{"id": number, "watched_at": f"2024-0{month}-10T20:00:00.000Z"},
            **{"action": "scrobble", "type": "movie", "movie": {**_MOVIE, "genres": ["adventure"]}},
        }
        for number, month in ((1, 1), (2, 6))
    ]
    + [
        {
            **{"id": 3, "watched_at": "2024-02-10T20:00:00.000Z", "action": "watch"},
            **{"type": "episode", "show": {**_SHOW, "title": "Other Lights", "year": 2016}},
            "episode": {"season": 1, "number": 2, "title": "The Pier", "ids": {}},
        }
    ],
    "watched-movies.json": [
        {"plays": 2, "last_watched_at": "2024-06-10T20:00:00.000Z", "movie": _MOVIE}
    ],
    "comments-movies.json": [
        {
            **{"type": "movie", "movie": {**_MOVIE, "genres": ["adventure"]}},
            "comment": {
                **{"id": 5, "comment": "Loved the storm.", "spoiler": False, "review": False},
                **{"created_at": "2024-03-12T20:00:00.000Z", "user_stats": {"rating": 9}},
            },
        }
    ],
    "lists-favorites.json": [
        {
            **{"rank": 1, "id": 7, "listed_at": "2024-03-13T20:00:00.000Z", "type": "movie"},
            "movie": {**_MOVIE, "genres": ["adventure"]},
        }
    ],
    "lists-watchlist.json": [
        {"rank": 1, "listed_at": "2024-03-13T20:00:00.000Z", "type": "movie", "movie": _MOVIE}
    ],
    "user-profile.json": {"username": "wren", "private": True},
}
MOVIELENS = {
    "ratings.csv": (
        "userId,movieId,rating,timestamp\n"
        "1,10,4.0,1700000000\n2,10,0.5,1700000100\n1,11,2.5,1700000200\n"
    ),
    "movies.csv": (
        "movieId,title,genres\n"
        '10,"Long Sail, The (2011)",Drama|War\n11,Salt and Rope (2019),Adventure|Sci-Fi\n'
        "12,Unseen (1999),(no genres listed)\n"
    ),
    "tags.csv": (
        "userId,movieId,tag,timestamp\n1,11,storm,1700000300\n2,11,storm,1700000400\n"
        "2,10,boring,1700000400\n1,12,lighthouse,1700000500\n"
    ),
    "links.csv": "movieId,imdbId,tmdbId\n10,0000001,1\n",
}
CSV = (
    "User;Film;Stars;Watch time;Length;Review;Day;Genre;Tags\n"
    'a;Salt and Rope;5;1:20:00;1:30:00;"Loved the storm; hated the shouting";31.12.2023;'
    "Sci-Fi;sea\n"
    "a;The Long Sail;1;;;;01.02.2024;Drama|War;\n"
)


def write_folder(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def write_zip(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def trakt_files() -> dict[str, str]:
    return {name: json.dumps(entries) for name, entries in TRAKT.items()}


def write_every_form(folder: Path) -> dict[str, Path]:
    """Write one export of every form, and return where each lies."""
    (folder / "short.csv").write_bytes(NETFLIX_SHORT.encode())
    (folder / "long.csv").write_bytes(b"\xef\xbb\xbf" + NETFLIX_LONG.encode())
    (folder / "imdb.csv").write_bytes(IMDB.encode())
    (folder / "table.csv").write_bytes(CSV.replace("Day", "Date").encode())
    return {
        "netflix short": folder / "short.csv",
        "netflix": folder / "long.csv",
        "letterboxd": write_zip(folder / "letterboxd.zip", LETTERBOXD),
        "imdb": folder / "imdb.csv",
        "trakt": write_zip(folder / "trakt.zip", trakt_files()),
        "movielens": write_folder(folder / "ml", MOVIELENS),
        "csv": folder / "table.csv",
    }
