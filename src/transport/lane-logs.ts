// What a wire with lanes brings along: a log for each channel. Knows the core's logs; knows no link.
import { LaneOutbox } from './session/lanes.ts';
import type { LaneRole } from './transport.ts';

/** Keeps what sessions send channel by channel, for {@link Transport.lanes}. */
export const laneLogs: LaneRole = { open: (channels) => new LaneOutbox(channels) };
