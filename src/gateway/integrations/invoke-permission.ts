import type { Caller } from '../../identity/principal.ts';
import type { FunctionAccess } from '../../lambda/invoker.ts';
import { functions } from '../../lambda/records.ts';
import type { Store } from '../../store/store.ts';
import type { LambdaTarget } from './lambda-uri.ts';

const PRINCIPAL = 'apigateway.amazonaws.com';

/** Asks whether API Gateway may invoke a function for one method: at once when the answer is known to be yes. */
export type PermissionCheck = () => true | Promise<boolean>;

/**
 * Whether functions' policies let API Gateway invoke them. A yes is remembered by the method that got it, until any
 * function changes; a no is asked again.
 */
export class InvokePermissions {
  readonly #access: FunctionAccess;
  readonly #unsubscribe: () => void;
  /** Grows with each change of a function: an answer is as old as the number it was asked under. */
  #changes = 0;

  constructor(access: FunctionAccess, store: Pick<Store, 'subscribe'>) {
    this.#access = access;
    this.#unsubscribe = store.subscribe((event) => {
      if (event.collection === functions.name) this.#changes++;
    });
  }

  /**
   * @param sourceArn ARN of the method, as the function's policy may name it in `aws:SourceArn`
   * @param sourceAccount the API's account
   */
  checkFor(target: LambdaTarget, sourceArn: string, sourceAccount: string): PermissionCheck {
    const caller: Caller = {
      principal: { type: 'Service', account: sourceAccount, arn: PRINCIPAL, userId: PRINCIPAL },
    };
    const source = { arn: sourceArn, account: sourceAccount };
    let granted = -1;
    const ask = async () => {
      const asked = this.#changes;
      const allowed = await this.#access.mayInvoke(caller, target, source);
      if (allowed) granted = asked;
      return allowed;
    };
    return () => (granted === this.#changes ? true : ask());
  }

  /** Whether a role or user whose credentials an integration has may invoke a function. */
  mayInvoke(caller: Caller, target: LambdaTarget): Promise<boolean> {
    return this.#access.mayInvoke(caller, target);
  }

  close(): void {
    this.#unsubscribe();
  }
}
