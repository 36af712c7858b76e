// ffmpeg 8's ebur128, which is vectorised, through npm's node-av: opens the
// graph and reads it to its end.
//
//   node ffmpeg8.mjs FILE         measures
//   node ffmpeg8.mjs --version
import * as av from 'node-av';

const [argument] = process.argv.slice(2);
if (argument === '--version') {
  console.log(av.getFFmpegInfo().version);
  process.exit(0);
}
const context = new av.FormatContext();
const graph = `amovie='${argument}',ebur128=peak=true:framelog=verbose`;
const opened = await context.openInput(
    graph, av.InputFormat.findInputFormat('lavfi'));
if (opened < 0) {
  console.error(`${argument}: cannot be opened (${opened})`);
  process.exit(1);
}
await context.findStreamInfo();
const packet = new av.Packet();
packet.alloc();
while ((await context.readFrame(packet)) >= 0) packet.unref();
