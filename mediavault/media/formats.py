"""The formats that are known, and the first bytes that tell each: data alone, written down once.

`content.recognise` goes by these tables, from the first to the last.
"""

from __future__ import annotations

STILL_MAGIC: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (rb"\xff\xd8\xff", "JPEG", ("JPEG",)),
    (rb"\x89PNG\r\n\x1a\n", "PNG", ("PNG",)),
    (rb"GIF8[79]a", "GIF", ("GIF",)),
    (rb"RIFF....WEBP", "WebP", ("WEBP",)),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "TIFF", ("TIFF",)),
    (rb"BM.{4}\0\0\0\0", "BMP", ("BMP",)),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "JPEG 2000", ("JPEG2000",)),
    (rb"8BPS\0[\1\2]", "Photoshop", ("PSD",)),
    (rb"IIU\0", "Panasonic RW2", ()),
    (rb"II(?:RO|RS)|MMOR", "Olympus ORF", ()),
    (rb"FUJIFILMCCD-RAW", "Fujifilm RAF", ()),
    (rb"\0MRM", "Minolta MRW", ()),
    (rb"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", ()),
    (rb"\xff\x0a", "JPEG XL codestream", ()),
    (rb"II\x1a\0\0\0HEAPCCDR", "Canon CRW", ()),
    (rb"FOVb", "Sigma X3F", ()),
    (rb".{25}ARECOYK", "Kyocera raw", ()),
    (rb"v/1\x01", "OpenEXR", ()),
    (rb"SDPX|XPDS", "DPX", ()),
    (rb"#\?RADIANCE|#\?RGBE", "Radiance HDR", ()),
    (rb"gimp xcf ", "GIMP XCF", ()),
    (rb"P[1-6fF]\s(?:#[^\n]*\n|\s)*\d+\s+\d+\s", "Netpbm", ("PPM",)),
    (rb"\x0a[\0\2\3\5]\x01[\1\2\4\x08]", "PCX", ("PCX",)),
    (rb"\x01\xda[\0\1][\1\2]", "SGI", ("SGI",)),
    (rb"\x59\xa6\x6a\x95", "Sun raster", ("SUN",)),
    (rb"qoif", "QOI", ("QOI",)),
    (rb"DDS \x7c\0\0\0", "DDS", ("DDS",)),
    (rb".{2048}PCD_IPI", "Kodak Photo CD", ("PCD",)),
)
"""Stills: how the file begins, the name, and the formats Pillow may take it for."""
UNREAD_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"ARRI", "ARRI raw"),
    (rb"II\xbc\x01", "JPEG XR"),
    (rb"BPG\xfb", "BPG"),
    (rb"FLIF", "FLIF"),
    (rb"AT&TFORM", "DjVu"),
)
"""Stills that only ExifTool may read, where it is installed."""
STREAM_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"\x1aE\xdf\xa3", "Matroska"),
    (rb"(?:RIFF|RF64)....(?:AVI |AVIX|AMV )", "AVI"),
    (rb"(?:RIFF|RF64|BW64|RIFX)....WAVE", "WAV"),
    (rb"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", "Wave64"),
    (rb"FORM....AIF[FC]", "AIFF"),
    (rb"caff\0", "CAF"),
    (rb"FLV[\x01-\x05]", "FLV"),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "ASF"),
    (rb"OggS", "Ogg"),
    (rb"fLaC", "FLAC"),
    (rb"\.RMF|\.ra\xfd", "RealMedia"),
    (rb"....RED[12]", "RED R3D"),
    (rb"#!AMR", "AMR"),
    (rb"\x06\x0e\x2b\x34\x02\x05\x01\x01", "MXF"),
    (rb"\0\0\x01\xba", "MPEG programme stream"),
    (rb"\0\0\x01\xb3", "MPEG video"),
    (rb"\x0b\x77", "AC-3"),
    (rb"\x1f\x07\0", "DV"),
    (rb"ID3[\x02-\x04]", "MP3"),
    (rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfd]", "MP3"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "AAC"),
    (rb"....\x01\xbc.{10}", "GXF"),
    (rb"MLVI", "Magic Lantern video"),
    (rb"\.snd", "AU"),
    (rb"MAC \x96\x0f|MAC ..\0\0", "Monkey's Audio"),
    (rb"wvpk", "WavPack"),
    (rb"TTA[12]", "True Audio"),
    (rb"DSD \x1c", "DSF"),
    (rb"\x7f\xfe\x80\x01|\xfe\x7f\x01\x80", "DTS"),
    (rb"Creative Voice File", "VOC"),
    (rb"DKIF", "IVF"),
    (rb"YUV4MPEG2", "YUV4MPEG"),
    (rb"nut/multimedia", "NUT"),
    (rb"\0\0\0?\x01[\x09\x67\x27]", "H.264 video"),
    (rb"\0\0\0?\x01[\x40\x42\x46]\x01", "HEVC video"),
    (rb"....(?:moov|mdat|wide|free|skip|pnot|uuid)", "QuickTime"),
)
"""Video and sound, for ffprobe."""
OTHER_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", "a PDF document"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript document"),
    (rb"PK\x03\x04|PK\x05\x06", "a ZIP archive or an office document"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!|\x28\xb5\x2f\xfd", "an archive"),
    (rb"\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program"),
    (rb"SQLite format 3\0", "a database"),
    (rb"bplist0", "a property list"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (rb"\0\0\0\x01Bud1", "a folder's settings"),
    (rb"\0\0[\1\2]\0[\1-\x40]\0", "an icon"),
    (rb"icns", "an icon"),
    (rb"[FCZ]WS[\x01-\x40]", "a Flash animation"),
    (rb"MThd", "a score for instruments (MIDI)"),
    (rb"\0\x01\0\0\0|OTTO|ttcf|wOF[F2]", "a typeface"),
)
"""What is no media at all."""
MEDIA_SUFFIXES = frozenset((
    ".3fr", ".3g2", ".3gp", ".aac", ".ac3", ".aif", ".aiff", ".amr", ".ari", ".arw", ".asf", ".avi", ".avif", ".bmp",
    ".braw", ".caf", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".dpx", ".dv", ".erf", ".exr", ".flac", ".flv", ".gif",
    ".gxf", ".hdr", ".heic", ".heif", ".iiq", ".jp2", ".jpeg", ".jpg", ".jxl", ".kdc", ".m2t", ".m2ts", ".m2v",
    ".m4a", ".m4v", ".mef", ".mkv", ".mos", ".mov", ".mp3", ".mp4", ".mpeg", ".mpg", ".mrw", ".mts", ".mxf", ".nef",
    ".nrw", ".ogg", ".ogv", ".opus", ".orf", ".pcx", ".pef", ".png", ".psb", ".psd", ".r3d", ".raf", ".raw", ".rm",
    ".rw2", ".rwl", ".sr2", ".srw", ".tga", ".thm", ".tif", ".tiff", ".vob", ".w64", ".wav", ".webm", ".webp", ".wma",
    ".wmv", ".x3f",
))  # fmt: skip
"""Suffixes that promise media: unknown content behind one is a fault worth telling."""
