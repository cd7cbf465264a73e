// What the ENet bench asks of a contender. Types only; pumpjack.mjs, dgram.mjs and libenet.mjs fill them in.

/** How messages travel. @typedef {'reliable' | 'unreliable'} Kind */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {readonly Kind[]} kinds what it can do
 * @property {(heard: (length: number) => void) => Promise<number>} serve counts what comes on the first two channels, sends back what comes on the
 * third; answers its port
 * @property {(port: number) => Promise<Client>} open connects one client
 */

/**
 * @typedef {object} Client
 * @property {(kind: Kind, message: Uint8Array) => boolean} send `false`: not now; wait for `room`
 * @property {() => Promise<void>} room resolves when there is room again after `send` said no
 * @property {() => boolean} idle whether everything that is reliable has arrived
 * @property {(message: Uint8Array) => Promise<void>} ping sends one message and resolves with the answer
 */

/** An end of a contender in a process of its own. @typedef {import('../lib/worker.mjs').Worker} End */

export {};
