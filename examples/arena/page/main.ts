// The arena in a web page: the same loop as everywhere, with the page and the network in one queue.
import {
  Clock,
  EventQueue,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  NETWORK_LISTENING,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  QUIT,
  WINDOWRESIZED,
} from 'pumpjack';
import { dom } from 'pumpjack/dom';
import { reconnectOnWake, ws } from 'pumpjack/ws';
import { element } from '../../shared/element.ts';
import { Pilot } from '../client/pilot.ts';
import { APP, channels } from '../protocol.ts';
import { Controls } from './controls.ts';
import { Hud } from './hud.ts';
import { Picture } from './picture.ts';

/** As often as the screen shows a picture; the ticks of the game do not depend on it. */
const FRAMES_HZ = 120;

const canvas = element('arena', HTMLCanvasElement);
const page = dom({ target: canvas, touchAsMouse: false, text: false });
const net = new Network({ app: APP, channels, transports: [ws()] });
const queue = new EventQueue({ drivers: [net, page] });
const clock = new Clock();
const controls = new Controls(canvas);
const picture = new Picture(canvas);
// To this page's own server.
const hud = new Hud(() => {
  net.connect('ws:///play');
  canvas.focus();
});
reconnectOnWake(net);

[canvas.width, canvas.height] = [page.width, page.height];
let pilot: Pilot | null = null;
let running = true;
while (running) {
  for (const e of queue.get()) {
    switch (e.type) {
      case NETWORK_CONNECTED:
        e.peer.send('join', { name: hud.name });
        break;
      case NETWORK_DATA_IN:
        if (e.channel === 'welcome') {
          pilot = new Pilot(e.data);
          hud.play(e.peer);
        } else pilot?.take(e);
        break;
      case NETWORK_SUSPENDED:
        hud.line('your line is down; your ship waits for you, shielded …');
        break;
      case NETWORK_RESUMED:
        hud.line('');
        break;
      case NETWORK_DISCONNECTED:
        hud.ask(pilot ? `the arena is gone: ${e.message || e.reason}` : `no arena there: ${e.message || e.reason}`);
        pilot = null;
        break;
      case NETWORK_LISTENING:
      case NETWORK_DRAIN:
      case NETWORK_DATA_INVALID:
      case NETWORK_ERROR:
        break;
      case WINDOWRESIZED:
        [canvas.width, canvas.height] = [e.w, e.h];
        break;
      case QUIT:
        running = false;
        break;
      default:
        controls.take(e);
    }
  }
  const now = performance.now();
  if (pilot) {
    const messages = pilot.advance(clock.getTime(), controls.input());
    for (const message of messages) for (const server of net.peers) server.send('input', message);
    const scene = pilot.scene(now);
    const news = pilot.news();
    hud.show(pilot, scene, news);
    if (scene) picture.draw({ scene, pilot, news, sticks: controls.sticks, ms: clock.getTime() });
  } else picture.drift(now);
  await clock.tick(FRAMES_HZ);
}
await queue.close();
