"""Finished cuts as other programs write them, by hand: of the media in `mediavault/conform/test_conform.py`."""

AVID = """TITLE:   FINE CUT 07
FCM: NON-DROP FRAME
001  A001C003                         V     C        10:00:04:12 10:00:06:12 01:00:00:00 01:00:02:00
* FROM CLIP NAME:  SQUARE, WIDE
* SOURCE FILE: A001C003_210831
002  A001C003                         AA/V  C        10:00:06:12 10:00:06:12 01:00:02:00 01:00:02:00
002  Bialystok_wywiad_01              AA/V  D    025 23:10:10:00 23:10:12:00 01:00:02:00 01:00:04:00
* FROM CLIP NAME:  SQUARE, WIDE
* TO CLIP NAME:    BIALYSTOK WYWIAD 01
003  BL                               V     C        00:00:00:00 00:00:01:00 01:00:04:00 01:00:05:00
004  A001C003                         V     C        10:00:20:00 10:00:24:00 01:00:05:00 01:00:07:00
M2   A001C003       050.0                10:00:20:00
"""

PREMIERE = """TITLE: Fine cut
FCM: NON-DROP FRAME

001  AX       AA/V  C        10:00:04:12 10:00:06:12 00:00:00:00 00:00:02:00
* FROM CLIP NAME: A001C003_210831.mov

002  AX       V     C        00:00:00:10 00:00:01:10 00:00:02:00 00:00:03:00
* FROM CLIP NAME: C0001.MP4

003  AX       V     C        23:10:06:07 23:10:07:07 00:00:03:00 00:00:04:00
* FROM CLIP NAME: Białystok wywiad 01.mov
* AUDIO GAIN IS 0.00 (LIN) 0.00 (LOG) AT 00:00:03:00

004  AX       V     C        00:00:10:00 00:00:11:00 00:00:04:00 00:00:05:00
* FROM CLIP NAME: Nobody has this.mov
"""

DROP = """TITLE: Hour
FCM: DROP FRAME
001  B002     V     C        00:59:59:00 01:00:02:00 01:00:00:00 01:00:03:00
002  B002     V     C        00:59:58:00 00:59:58:01 01:00:03:00 01:00:03:01
"""

OTHERS = """TITLE: Other
FCM: NON-DROP FRAME
001  AX       V     C        10:00:04:12 10:00:05:12 01:00:00:00 01:00:01:00
* FROM CLIP: file:///media/card/A001/A001C003_210831.mov
002  AX       V     C        10:00:05:12 10:00:05:12 01:00:01:00 01:00:01:00
002  AX       V     D    010 23:10:10:00 23:10:12:00 01:00:01:00 01:00:03:00
* FROM CLIP NAME:  outgoing
* FROM CLIP: file:///media/card/A001/A001C003_210831.mov
* TO CLIP NAME:  incoming
* TO CLIP: file:///media/card/card/Bia%C5%82ystok%20wywiad%2001.mov
003  AX       V     C        10:00:20:00 10:00:22:00 01:00:03:00 01:00:05:00
M2   A001C003       -25.0000000000000001      10:00:20:00
* FROM FILE: /media/card/A001/A001C003_210831.mov
004  AX       V     C        10:00:22:00 10:00:21:00 01:00:05:00 01:00:06:00
M2   A001C003       -025.0                10:00:22:00
* FROM FILE: /media/card/A001/A001C003_210831.mov
005  AX       V     C        10:00:30:00 10:00:30:01 01:00:06:00 01:00:07:00
M2   A001C003       000.0                 10:00:30:00
* FROM FILE: /media/card/A001/A001C003_210831.mov
"""
"""With a dissolve whose sides are told by their files, two shots backwards and one that stands still."""

FINAL_CUT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.8">
 <resources>
  <format id="r1" frameDuration="100/2500s" width="1920" height="1080"/>
  <asset id="r2" name="A001C003_210831" src="file:///Volumes/CARD%201/A001/A001C003_210831.mov" start="36000s"
   duration="200s" hasVideo="1" hasAudio="1" format="r1"/>
  <asset id="r3" name="wywiad" src="file:///Volumes/Other/Bia%C5%82ystok%20wywiad%2001.mov" start="2085132/25s"
   duration="60s" hasVideo="1" format="r1"/>
  <media id="r4" name="Compound"><sequence format="r1" duration="4s" tcStart="0s"><spine>
   <asset-clip ref="r2" offset="0s" name="in compound" start="900250/25s" duration="4s"/></spine></sequence></media>
 </resources>
 <library><event name="E"><project name="Fine cut"><sequence format="r1" tcStart="3600s" tcFormat="NDF" duration="20s">
  <spine>
   <asset-clip ref="r2" offset="3600s" name="a" start="900112/25s" duration="50/25s">
    <asset-clip ref="r3" lane="1" offset="900137/25s" name="over" start="2085142/25s" duration="1s"/>
   </asset-clip>
   <clip name="b" offset="3602s" start="5s" duration="1s">
    <video ref="r2" offset="0s" start="36000s" duration="200s"><audio ref="r2" lane="-1" offset="36000s" start="36000s"
     duration="200s"/></video></clip>
   <gap name="Gap" offset="3603s" start="3600s" duration="2s">
    <spine lane="1" offset="3600s"><asset-clip ref="r3" offset="0s" start="2085182/25s" duration="1s"/>
     <asset-clip ref="r2" offset="1s" start="36040s" duration="1s"/></spine></gap>
   <sync-clip name="c" offset="3605s" start="10s" duration="2s">
    <spine><asset-clip ref="r2" offset="0s" start="36000s" duration="200s"/></spine></sync-clip>
   <ref-clip ref="r4" name="Compound" offset="3607s" start="1s" duration="2s"/>
   <audition offset="3609s"><asset-clip ref="r3" start="2085132/25s" duration="1s"/>
    <asset-clip ref="r2" start="36000s" duration="1s"/></audition>
   <asset-clip ref="r2" offset="3610s" name="slow" start="36020s" duration="2s">
    <timeMap><timept time="36020s" value="36020s"/><timept time="36040s" value="36030s"/></timeMap></asset-clip>
   <asset-clip ref="r2" offset="3612s" name="still" start="36050s" duration="2s">
    <timeMap><timept time="36050s" value="36050s"/><timept time="36052s" value="36050s"/></timeMap></asset-clip>
  </spine></sequence></project></event></library>
</fcpxml>
"""

XMEML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4"><sequence id="s1"><name>Fine cut</name><duration>200</duration>
<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>
<timecode><string>00:00:00:00</string><frame>0</frame><displayformat>NDF</displayformat></timecode>
<media><video><track>
 <clipitem id="c1"><name>A001C003_210831.mov</name><enabled>TRUE</enabled><start>0</start><end>-1</end>
  <in>112</in><out>187</out><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>
  <file id="f1"><name>A001C003_210831.mov</name><pathurl>file://localhost/E%3a/work/A001C003_210831.mov</pathurl>
   <rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><duration>5000</duration>
   <timecode><string>10:00:00:00</string><frame>900000</frame><displayformat>NDF</displayformat>
    <rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate></timecode></file></clipitem>
 <transitionitem><start>50</start><end>75</end><alignment>start</alignment></transitionitem>
 <clipitem id="c2"><name>again</name><start>-1</start><end>100</end><in>1000</in><out>1050</out>
  <file id="f1"/></clipitem>
 <clipitem id="c3"><name>off</name><enabled>FALSE</enabled><start>100</start><end>110</end><in>0</in><out>10</out>
  <file id="f1"/></clipitem>
 <clipitem id="c4"><name>nested</name><start>110</start><end>130</end><in>5</in><out>25</out>
  <sequence id="s2"><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><media><video><track>
   <clipitem id="c5"><name>in it</name><start>0</start><end>100</end><in>2000</in><out>2100</out>
    <file id="f1"/></clipitem>
  </track></video></media></sequence></clipitem>
 <generatoritem id="g1"/>
</track></video><audio><track>
 <clipitem id="c6"><name>A001C003_210831.mov</name><start>0</start><end>-1</end><in>112</in><out>187</out>
  <file id="f1"/></clipitem></track></audio></media></sequence></xmeml>
"""
