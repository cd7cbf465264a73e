// Names, points and messages around the picture, as plain HTML. Knows the page's elements and the pilot; knows no network but the round trip.
import type { Peer } from 'pumpjack';
import { element } from '../../shared/element.ts';
import { hueOf, paint } from '../client/colours.ts';
import type { Pilot, Scene } from '../client/pilot.ts';
import type { ArenaEvent, channels } from '../protocol.ts';
import { Radar } from './radar.ts';

/** HTML is dearer than a canvas: it changes a few times a second. */
const EVERY_MS = 200;
const FEED_LINES = 6;
const NAME_KEY = 'arena-name';

export class Hud {
  readonly #field = element('name', HTMLInputElement);
  readonly #why = element('why', HTMLParagraphElement);
  readonly #line = element('line', HTMLParagraphElement);
  readonly #numbers = element('numbers', HTMLParagraphElement);
  readonly #scores = element('scores', HTMLOListElement);
  readonly #feed = element('feed', HTMLOListElement);
  readonly #canvas = element('arena', HTMLCanvasElement);
  readonly #radar = new Radar(element('radar', HTMLCanvasElement));
  #server: Peer<typeof channels> | null = null;
  #drawn = 0;
  /** Whether the line says that the ship is shot down. */
  #down = false;

  /** @param enter - called when somebody wants to play. */
  constructor(enter: () => void) {
    this.#field.value = localStorage.getItem(NAME_KEY) ?? '';
    this.#field.focus();
    element('enter', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      localStorage.setItem(NAME_KEY, this.#field.value);
      this.#field.blur();
      document.body.classList.add('playing');
      this.line('connecting …');
      enter();
    });
  }

  get name(): string {
    return this.#field.value.trim();
  }

  play(server: Peer<typeof channels>): void {
    this.#server = server;
    this.line('');
  }

  /** Shows the door again. @param why - what happened. */
  ask(why: string): void {
    document.body.classList.remove('playing');
    this.#why.textContent = why;
    this.#field.focus();
  }

  /** What is wrong with the line, or `''`. */
  line(text: string): void {
    this.#down = false;
    this.#line.textContent = text;
    this.#line.classList.toggle('calm', text.startsWith('connecting'));
  }

  show(pilot: Pilot, scene: Scene | null, news: readonly ArenaEvent[]): void {
    for (const event of news) if (event.type === 'killed') this.#tell(event, pilot.id);
    const now = performance.now();
    if (!scene || now - this.#drawn < EVERY_MS) return;
    this.#drawn = now;
    if (this.#line.textContent === '' || this.#down) this.#tellDown(scene.own.hp === 0);
    const { score, rank } = scene.own;
    const rtt = this.#server?.stats.rtt ?? 0;
    this.#numbers.textContent = `${score} points\n${rank} of ${pilot.scores.players}\n${rtt.toFixed(rtt < 10 ? 1 : 0)} ms`;
    this.#scores.replaceChildren(
      ...pilot.scores.top.map((entry, at) => this.#entry(at + 1, entry, pilot.id)),
      item('more', `${pilot.scores.players} in the arena`),
    );
    this.#radar.draw(pilot.map, scene);
    this.#canvas.setAttribute('aria-label', described(pilot, scene));
  }

  /** The line's own messages go first. */
  #tellDown(down: boolean): void {
    this.line(down ? 'shot down; back in a moment' : '');
    this.#down = down;
  }

  #entry(rank: number, { id, name, score }: Pilot['scores']['top'][number], own: number): HTMLElement {
    const li = item(id === own ? 'mine' : '', '');
    const [place, who, points] = ['i', 'b', 'span'].map((tag) => document.createElement(tag));
    if (!place || !who || !points) return li;
    place.textContent = `${rank}`;
    who.textContent = name;
    points.textContent = `${score}`;
    if (id !== own) who.style.color = paint(hueOf(id), 0.72);
    li.append(place, who, points);
    return li;
  }

  #tell({ id, by, name, byName }: Extract<ArenaEvent, { type: 'killed' }>, own: number): void {
    const text = by === own ? `you shot ${name} down` : id === own ? `${byName} shot you down` : `${byName} × ${name}`;
    this.#feed.prepend(item(by === own || id === own ? 'mine' : '', text));
    while (this.#feed.children.length > FEED_LINES) this.#feed.lastElementChild?.remove();
  }
}

/** The picture in words, for those who do not see it. */
function described(pilot: Pilot, { own, ships, size }: Scene): string {
  const share = (at: number): string => `${Math.round((at / size) * 100)} %`;
  const names = ships.map(({ id, away }) => `${pilot.names.get(id) ?? 'somebody'}${away ? ' (away)' : ''}`);
  return `your ship is ${share(own.x)} to the right, ${share(own.y)} down; in sight: ${names.join(', ') || 'nobody'}`;
}

function item(className: string, text: string): HTMLLIElement {
  const li = document.createElement('li');
  li.className = className;
  li.textContent = text;
  return li;
}
