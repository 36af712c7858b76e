"""How fast a file is measured: seconds of audio for each second of CPU, ours
end to end through AnalyzeVersion (client and server together) beside ffmpeg's
ebur128 and beside libsndfile with libebur128 and nothing around them.

Ours also hashes the file and looks for clipping, offset, silence and
correlation, which no peer does.
"""

import pathlib
import subprocess
import tempfile

import deployment
import measure

MUSIC = pathlib.Path("/usr/share/games/wesnoth/1.16/data/core/music")
TRACK = MUSIC / "knolls.ogg"
FORMATS = (
    ("WAV 16 bit", "wav", ["-c:a", "pcm_s16le"]),
    ("WAV 24 bit", "wav", ["-c:a", "pcm_s24le"]),
    ("FLAC", "flac", ["-c:a", "flac"]),
    ("Vorbis", "ogg", ["-c:a", "copy"]),
    ("MP3 320k", "mp3", ["-c:a", "libmp3lame", "-b:a", "320k"]),
)


def make_files(folder):
    files = {}
    for name, extension, codec in FORMATS:
        path = folder / f"{name}.{extension}"
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-i",
                        TRACK, *codec, path], check=True)
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
            "analyze", path)
        return client + measure.cpu_seconds_of(server) - before


def main():
    print("loudness: times real time on one core, median of "
          f"{measure.REPETITIONS}")
    measure.print_machine("ffmpeg", "libebur128-1", "libsndfile1")
    suite = Analysis()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path in make_files(pathlib.Path(folder)).items():
            seconds = seconds_of(path)
            ours, theirs, plain = (seconds / measure.median_of(run) for run in (
                lambda: suite.cpu_seconds(path),
                lambda: measure.run_cpu_seconds(
                    "ffmpeg", "-nostdin", "-i", path, "-af",
                    "ebur128=peak=true", "-f", "null", "-"),
                lambda: measure.run_cpu_seconds(
                    measure.PROGRAMS / "plain_ebur128", path)))
            rows.append([name, ours, theirs, plain, f"{ours / theirs:.2f}",
                         f"{ours / plain:.2f}"])
    suite.close()
    measure.print_table(
        ["", "ours", "ffmpeg", "libebur128", "ours/ffmpeg",
         "ours/libebur128"], rows)


if __name__ == "__main__":
    main()
