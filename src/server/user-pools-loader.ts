import type { Clock } from '../clock.ts';
import type { ServiceCaller } from '../protocols/service.ts';
import type { Store } from '../store/store.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import type { HostedEndpoints } from '../user-pools/hosted/hosted-endpoints.ts';
import type { IssuerOf } from '../user-pools/tokens.ts';
import type { UserPoolParts } from '../user-pools/user-pool-service.ts';
import { userPoolSelfService } from './user-pool-self-service.ts';
import { type UserPoolTriggerParts, userPoolTriggers } from './user-pool-triggers.ts';

export interface UserPoolsLoaderParts extends UserPoolTriggerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logGroups: LogGroups;
  readonly issuerOf: IssuerOf;
  /** The AWS APIs of this gateway. */
  readonly api: () => Promise<ServiceCaller>;
}

/** Loads user pools when the first is needed: for the API `cognito-idp` and, from the same parts, for hosted endpoints. */
export class UserPoolsLoader {
  readonly #parts: UserPoolsLoaderParts;
  #userPools: Promise<UserPoolParts> | undefined;
  #hosted: Promise<HostedEndpoints> | undefined;

  constructor(parts: UserPoolsLoaderParts) {
    this.#parts = parts;
  }

  get(): Promise<UserPoolParts> {
    this.#userPools ??= import('../user-pools/user-pool-service.ts').then(({ createUserPools }) =>
      createUserPools({ ...this.#parts, triggerInvoker: userPoolTriggers(this.#parts) }),
    );
    return this.#userPools;
  }

  hosted(): Promise<HostedEndpoints> {
    this.#hosted ??= this.#loadHosted();
    return this.#hosted;
  }

  async #loadHosted(): Promise<HostedEndpoints> {
    const { HostedEndpoints } = await import('../user-pools/hosted/hosted-endpoints.ts');
    const { store, clock, api } = this.#parts;
    return new HostedEndpoints(await this.get(), { store, clock, selfService: userPoolSelfService(api) });
  }
}
