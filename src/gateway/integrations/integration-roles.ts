import type { Clock } from '../../clock.ts';
import type { IamAccessControl } from '../../identity/access-control.ts';
import { assumedRole } from '../../identity/assumed-role.ts';
import type { Caller } from '../../identity/principal.ts';
import { roles } from '../../identity/records.ts';
import { GLOBAL_REGION, type Store } from '../../store/store.ts';

const PRINCIPAL = 'apigateway.amazonaws.com';
/** As CloudTrail and the `SenderId` of SQS messages show API Gateway's sessions. */
const SESSION_NAME = 'BackplaneAssumeRoleSession';
/** How long a session is used before the role's trust policy is asked again; it may depend on the time. */
const SESSION_LIFETIME = 15 * 60 * 1000;

/** A session of a role: at once when there is one; undefined when API Gateway may not assume the role. */
export type AssumeRole = () => Caller | Promise<Caller | undefined>;

/**
 * Sessions of the roles that integrations name, assumed by API Gateway where their trust policies allow it. A session is
 * kept by the method that uses it, until a role changes; a refusal is not kept.
 */
export class IntegrationRoles {
  readonly #access: Pick<IamAccessControl, 'mayAssume'>;
  readonly #store: Pick<Store, 'collection'>;
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;
  /** Grows with each change of a role: a session is as old as the number it was made under. */
  #changes = 0;

  constructor(
    access: Pick<IamAccessControl, 'mayAssume'>,
    store: Pick<Store, 'collection' | 'subscribe'>,
    clock: Clock,
  ) {
    this.#access = access;
    this.#store = store;
    this.#clock = clock;
    this.#unsubscribe = store.subscribe((event) => {
      if (event.collection === roles.name) this.#changes++;
    });
  }

  /**
   * @param roleArn of a role in the API's account
   * @param sourceArn ARN of the method, as the trust policy may name it in `aws:SourceArn`
   */
  sessionsOf(roleArn: string, sourceArn: string, account: string): AssumeRole {
    let session: Caller | undefined;
    let madeUnder = -1;
    let endsAt = 0;
    const assume = async () => {
      const asked = this.#changes;
      const made = await this.#assume(roleArn, sourceArn, account);
      if (made) {
        session = made;
        madeUnder = asked;
        endsAt = this.#clock() + SESSION_LIFETIME;
      }
      return made;
    };
    return () => (session && madeUnder === this.#changes && this.#clock() < endsAt ? session : assume());
  }

  close(): void {
    this.#unsubscribe();
  }

  async #assume(roleArn: string, sourceArn: string, account: string): Promise<Caller | undefined> {
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1).toLowerCase();
    const stored = await this.#store.collection(roles).get({ account, region: GLOBAL_REGION }, name);
    if (stored?.value.arn !== roleArn) return undefined;
    const gateway: Caller = {
      principal: { type: 'Service', account, arn: PRINCIPAL, userId: PRINCIPAL },
    };
    const conditions = {
      'aws:sourcearn': sourceArn,
      'aws:sourceaccount': account,
      'sts:rolesessionname': SESSION_NAME,
    };
    const { allowed } = await this.#access.mayAssume(gateway, stored.value, { conditions });
    return allowed ? { principal: assumedRole(stored.value, SESSION_NAME) } : undefined;
  }
}
