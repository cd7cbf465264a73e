// What the network bench asks of a contender. Types only; the small adapters beside this file and in rivals/ fill them in.

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(size: number) => Promise<number>} serveEcho sends back whatever comes; answers its port
 * @property {(port: number, size: number, hear: Hear) => Promise<Send>} openEcho connects one client
 * @property {(tally: Tally) => Promise<number>} [serveFanout] takes what all clients send, and 20 times a second sends all a state
 * @property {(port: number, count: number, got: (client: number, seq: number, size: number) => void) => Promise<readonly Send[]>} [openFanout]
 * connects `count` clients; the states that come are handed to `got`
 */

/** Sends the message of this number. `false`: it was not taken, `room` will tell. @typedef {(seq: number) => boolean} Send */

/**
 * @typedef {object} Hear
 * @property {(seq: number, size: number) => void} got an echo came
 * @property {() => void} room there is room again
 */

/** @typedef {{ got(last: number | undefined, seq: number, size: number): number }} Tally counts and checks what a fan-out server hears */

/** Bytes of a client's input in the fan-out. */
export const INPUT = 32;
/** Bytes of the state that goes to everybody. */
export const STATE = 200;
/** Times a second, both ways. */
export const RATE = 20;
