// The host's side of the table: who sits where, whose move counts. It believes nobody; every move is checked here.
import {
  EventQueue,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  type NetworkEvent,
  type NetworkOptions,
  type Peer,
  type QuitEvent,
} from 'pumpjack';
import { APP, channels, type TableState } from './protocol.ts';
import { type Colour, drop, type Game, isOver, newGame, other } from './rules.ts';

type Channels = typeof channels;
type Guest = Peer<Channels>;
interface Seat {
  readonly guest: Guest;
  readonly name: string;
}

export class Host {
  readonly net: Network<Channels>;
  readonly queue: EventQueue<NetworkEvent<Channels> | QuitEvent>;
  readonly #seats: Record<Colour, Seat | null> = { red: null, yellow: null };
  readonly #wins: Record<Colour, number> = { red: 0, yellow: 0 };
  readonly #watching = new Set<Guest>();
  readonly #away = new Set<Colour>();
  readonly #again = new Set<Colour>();
  #game: Game = newGame('red');
  #first: Colour = 'red';

  constructor(transports: NonNullable<NetworkOptions['transports']>) {
    this.net = new Network({ app: APP, channels, transports });
    this.queue = new EventQueue({ drivers: [this.net] });
  }

  /** What has happened since the last frame. */
  frame(): void {
    for (const e of this.queue.get()) this.#take(e);
  }

  #take(e: NetworkEvent<Channels> | QuitEvent): void {
    switch (e.type) {
      case NETWORK_CONNECTED:
        this.#watching.add(e.peer); // until he says who he is
        break;
      case NETWORK_DATA_IN:
        if (e.channel === 'join') this.#join(e.peer, e.data.name, e.data.watch);
        else if (e.channel === 'move') this.#move(e.peer, e.data.column);
        else if (e.channel === 'again') this.#playAgain(e.peer);
        break;
      case NETWORK_SUSPENDED:
        this.#line(e.peer, 'down');
        break;
      case NETWORK_RESUMED:
        this.#line(e.peer, 'up');
        break;
      case NETWORK_DISCONNECTED:
        this.#leave(e.peer);
        break;
    }
  }

  #join(guest: Guest, name: string, watch: boolean): void {
    if (this.#seatOf(guest)) return;
    const seat = watch ? undefined : (['red', 'yellow'] as const).find((colour) => this.#seats[colour] === null);
    if (seat) {
      this.#seats[seat] = { guest, name };
      this.#watching.delete(guest);
    }
    guest.send('seat', { seat: seat ?? null });
    this.#tell(seat ? `${name} plays ${seat}.` : `${name} is watching.`);
    this.#show();
  }

  #move(guest: Guest, column: number): void {
    const wrong = this.#play(guest, column);
    if (wrong) guest.send('note', wrong);
    else this.#show();
  }

  /** Makes the move, or says why not. */
  #play(guest: Guest, column: number): string | null {
    const seat = this.#seatOf(guest);
    if (!seat || !this.#seats.red || !this.#seats.yellow) return 'wait for an opponent.';
    if (this.#game.turn !== seat) return 'it is not your turn.';
    const next = drop(this.#game, column);
    if (typeof next === 'string') return `${next}.`;
    this.#game = next;
    if (next.winner) this.#wins[next.winner]++;
    return null;
  }

  #playAgain(guest: Guest): void {
    const seat = this.#seatOf(guest);
    if (!seat || !isOver(this.#game)) return;
    this.#again.add(seat);
    if (this.#again.size === 2) this.#deal();
    this.#show();
  }

  #line(guest: Guest, state: 'down' | 'up'): void {
    const seat = this.#seatOf(guest);
    if (!seat) return;
    if (state === 'down') this.#away.add(seat);
    else this.#away.delete(seat);
    this.#show();
  }

  #leave(guest: Guest): void {
    this.#watching.delete(guest);
    const seat = this.#seatOf(guest);
    if (seat) {
      this.#tell(`${this.#seats[seat]?.name} has left the table.`);
      this.#seats[seat] = null;
      this.#away.delete(seat);
      this.#wins.red = this.#wins.yellow = 0;
      this.#deal();
    }
    this.#show();
  }

  /** A new game; the one who did not begin the last one begins. */
  #deal(): void {
    this.#first = other(this.#first);
    this.#game = newGame(this.#first);
    this.#again.clear();
  }

  #seatOf(guest: Guest): Colour | undefined {
    return (['red', 'yellow'] as const).find((colour) => this.#seats[colour]?.guest === guest);
  }

  #tell(line: string): void {
    this.net.send('note', line);
  }

  #show(): void {
    const { red, yellow } = this.#seats;
    const table: TableState = {
      board: [...this.#game.board],
      turn: this.#game.turn,
      last: this.#game.last,
      winner: this.#game.winner,
      line: [...this.#game.line],
      names: { red: red?.name ?? null, yellow: yellow?.name ?? null },
      wins: { ...this.#wins },
      again: [...this.#again],
      away: [...this.#away],
      watching: this.#watching.size,
    };
    this.net.send('table', table);
  }
}
