// What the network bench asks of a contender. Types only; the small adapters beside this file and in rivals/ fill them in.

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(size: number) => Promise<number>} serveEcho sends back whatever comes; answers its port
 * @property {(port: number, size: number, hear: Hear) => Promise<Send>} openEcho connects one client
 * @property {(tally: Tally) => Promise<number>} [serveFanout] takes what all clients send, and 20 times a second sends all a state
 * @property {(port: number, count: number, hear: HearAll) => Promise<readonly Send[]>} [openFanout] connects `count` clients
 */

/** Sends the message of this number. `false`: it was not taken, `room` will tell. @typedef {(seq: number) => boolean} Send */

/**
 * @typedef {object} Hear
 * @property {(seq: number, size: number) => void} got an echo came
 * @property {() => void} room there is room again
 */

/**
 * @typedef {object} HearAll
 * @property {(client: number, seq: number, size: number) => void} got a state came
 * @property {(client: number) => void} lost a connection that stood has ended
 */

/**
 * @typedef {object} Tally
 * @property {(last: number | undefined, seq: number, size: number) => number} got counts and checks what a fan-out server hears
 * @property {() => boolean} playing whether states go out: not before all clients are in
 */

/** Bytes of a client's input in the fan-out. */
export const INPUT = 32;
/** Bytes of the state that goes to everybody. */
export const STATE = 200;
/** Times a second, both ways. */
export const RATE = 20;
