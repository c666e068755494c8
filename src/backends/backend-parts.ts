import type { Clock } from '../clock.ts';
import type { AccessControl } from '../identity/access.ts';
import type { Log } from '../telemetry/log.ts';
import type { BackendRequest, BackendResponse } from './backend.ts';
import type { BackendSettings } from './settings.ts';

/** Answers a call through a service of this process, which authorizes it; undefined when there is none of that name. */
export type BuiltInServices = (request: BackendRequest) => Promise<BackendResponse | undefined>;

/** What backends are made of. */
export interface BackendParts {
  readonly access: AccessControl;
  readonly clock: Clock;
  readonly log: Log;
  /** The gateway's data directory. */
  readonly dataDirectory: string;
  /** The gateway's own, `http://127.0.0.1:4566`; known once it listens. */
  readonly endpoint: () => string;
  readonly settings: BackendSettings;
  readonly builtIn: BuiltInServices;
  /** The root key of the gateway, which is given to nobody. */
  readonly ownKeyId: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
