import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { AccessControl } from '../identity/access.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { Log } from '../telemetry/log.ts';
import { authorize } from './authorization.ts';
import { BackendError, type BackendRequest, type BackendResponse, type Backends } from './backend.ts';
import { backendResponse, errorAnswer } from './error-answer.ts';
import { describe } from './operations/describe.ts';
import { createResolution } from './resolution.ts';
import type { ServiceCall } from './service-call.ts';
import type { BackendSettings } from './settings.ts';

/** Answers a call through a service of this process, which authorizes it; undefined when there is none of that name. */
export type BuiltInServices = (request: BackendRequest) => Promise<BackendResponse | undefined>;

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
}

/** {@link Backends}, and what the listener needs of them. */
export interface ServiceBackends extends Backends {
  send(call: ServiceCall): Promise<BackendResponse>;
  /** Whether calls of a service go to an endpoint or an embedded library (not to a service of this process). */
  serves(service: string): boolean;
  /** The largest body of a request that a service takes, in bytes. */
  maximumBodySize(service: string): number;
  /** Names of the services that are embedded. */
  readonly embedded: readonly string[];
  close(): Promise<void>;
}

/** Nothing is loaded, and no connection made, before the first call. */
export function createBackends(parts: BackendParts): ServiceBackends {
  const resolution = createResolution(parts);
  return {
    embedded: resolution.embedded,
    serves: (service) => resolution.target(service) !== undefined,
    maximumBodySize: (service) => resolution.maximumBodySize(service),
    async send(call) {
      const target = resolution.target(call.service);
      if (target === undefined) {
        const answer = await parts.builtIn(call);
        if (answer !== undefined) return answer;
        throw new BackendError(
          `there is no backend for ${call.service}: start the gateway with --backend ${call.service}=URL`,
        );
      }
      try {
        const described = describe(call);
        await authorize(call, described, target, parts);
        return await target.send(call, described);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return backendResponse(errorAnswer(call, error, randomUUID()));
      }
    },
    close: () => resolution.close(),
  };
}
