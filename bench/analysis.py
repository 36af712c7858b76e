"""How fast a file is measured: seconds of audio for each second of CPU, ours
end to end through AnalyzeVersion (client and server together) beside its
peers in the same run: ffmpeg's ebur128 as Debian has it and as ffmpeg 8 has
it, vectorised, libsndfile with libebur128 and nothing around them, and
libsndfile decoding alone.

Ours also hashes the file, which no peer does: what `openssl dgst` takes for
that stands in a column of its own and is left out of the comparison.
"""

import pathlib
import subprocess
import tempfile

import deployment
import measure

MUSIC = pathlib.Path("/usr/share/games/wesnoth/1.16/data/core/music")
# Some sixteen minutes, of different loudness and density.
TRACKS = ("knolls.ogg", "wanderer.ogg", "battle.ogg")
FORMATS = (
    ("WAV 16 bit", "wav", ["-c:a", "pcm_s16le"]),
    ("WAV 24 bit", "wav", ["-c:a", "pcm_s24le"]),
    ("FLAC", "flac", ["-c:a", "flac"]),
    ("Vorbis", "ogg", ["-c:a", "libvorbis", "-q:a", "5"]),
    ("MP3 320k", "mp3", ["-c:a", "libmp3lame", "-b:a", "320k"]),
)
# As many names of one file go into one call, so that neither the ticks in
# which the kernel counts the server's time matter nor the client's start; it
# measures a file once, however often it is named.
NAME_COUNT = 5

FFMPEG8 = measure.HOME / "build/bench-peers/ffmpeg8.mjs"


def make_files(folder):
    """One file of each format with the same music."""
    inputs = [word for track in TRACKS for word in ("-i", MUSIC / track)]
    joined = folder / "music.wav"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", *inputs,
         "-filter_complex", f"concat=n={len(TRACKS)}:v=0:a=1", "-ac", "2",
         "-ar", "44100", joined], check=True)
    files = {}
    for name, extension, codec in FORMATS:
        path = folder / f"{name}.{extension}"
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-i",
                        joined, *codec, path], check=True)
        files[name] = path
    return files


def seconds_of(path):
    return float(subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
         "csv=p=0", path], capture_output=True, text=True, check=True).stdout)


class Analysis(deployment.Deployment):
    """The analysis service alone."""

    def __init__(self):
        super().__init__(measure.PROGRAMS)
        self.address = f"unix:{self.folder}/analysis.sock"
        self.start("analysis", "ritornello-analysis", "--listen",
                   self.address, "--audio_root", "/", "--log_calls=false")
        self.wait_until_up("audio")

    def server_for(self, noun):
        return self.address

    def cpu_seconds(self, path):
        server = self.processes["analysis"].pid
        before = measure.cpu_seconds_of(server)
        client = measure.run_cpu_seconds(
            self.programs / "ritornello", "--server", self.address, "audio",
            "analyze", *names_of(path))
        spent = client + measure.cpu_seconds_of(server) - before
        return spent / NAME_COUNT


def names_of(path):
    """Links to the file, which are files of their own to who looks."""
    names = []
    for number in range(NAME_COUNT):
        name = path.with_stem(f"{path.stem} {number}")
        if not name.exists():
            name.hardlink_to(path)
        names.append(name)
    return names


def main():
    print("analysis: times real time on one core, median of "
          f"{measure.REPETITIONS}")
    measure.print_machine("ffmpeg", "libebur128-1", "libsndfile1", "openssl")
    print("ffmpeg 8:", subprocess.run(
        ["node", FFMPEG8, "--version"], check=True, capture_output=True,
        text=True).stdout.strip())
    suite = Analysis()
    rows = []
    plain = measure.PROGRAMS / "plain_ebur128"
    with tempfile.TemporaryDirectory() as folder:
        for name, path in make_files(pathlib.Path(folder)).items():
            seconds = seconds_of(path)
            whole, digest, ffmpeg, ffmpeg8, ebur128, decoding = (
                measure.median_of(run) for run in (
                    lambda: suite.cpu_seconds(path),
                    lambda: measure.run_cpu_seconds(
                        "openssl", "dgst", "-sha256", path),
                    lambda: measure.run_cpu_seconds(
                        "ffmpeg", "-nostdin", "-i", path, "-af",
                        "ebur128=peak=true:framelog=verbose", "-f", "null",
                        "-"),
                    lambda: measure.run_cpu_seconds("node", FFMPEG8, path),
                    lambda: measure.run_cpu_seconds(plain, path),
                    lambda: measure.run_cpu_seconds(plain, "--decode", path)))
            ours = whole - digest
            rows.append([name, seconds / whole, seconds / ours,
                         seconds / ffmpeg, seconds / ffmpeg8,
                         seconds / ebur128, seconds / decoding,
                         f"{ffmpeg / ours:.1f}", f"{ffmpeg8 / ours:.1f}",
                         f"{ebur128 / ours:.1f}", f"{ours / decoding:.2f}"])
    suite.close()
    measure.print_table(
        ["", "ours", "without hash", "ffmpeg", "ffmpeg 8", "libebur128",
         "decoding", "over ffmpeg", "over ffmpeg 8", "over libebur128",
         "CPU over decoding's"], rows)


if __name__ == "__main__":
    main()
