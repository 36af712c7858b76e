"""WAV files whose loudness follows from the standard: a stereo 1 kHz sine of
peak level A dBFS reads A LUFS (EBU Tech 3341, case 1)."""

import array
import math
import wave


def write_tone(path, level_dbfs, seconds=4.0, rate_hz=44100, tail=0.0):
    """Writes 16-bit stereo; level_dbfs None writes silence."""
    gain = 0.0 if level_dbfs is None else 10 ** (level_dbfs / 20) * 32767
    one_second = [
        round(gain * math.sin(2 * math.pi * 1000 * n / rate_hz))
        for n in range(rate_hz)]
    samples = array.array("h")
    for n in range(round(seconds * rate_hz)):
        value = one_second[n % rate_hz]
        samples.append(value)
        samples.append(value)
    samples.extend([0] * (2 * round(tail * rate_hz)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
