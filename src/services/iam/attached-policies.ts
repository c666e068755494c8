import type { GroupRecord, RoleRecord, UserRecord } from '../../identity/records.ts';
import type { Change } from '../../store/store.ts';
import { type EntityNoun, policyNotAttachable, policyNotFound, quotaExceeded } from './errors.ts';
import type { IamRecords, NamedRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate, sortedBy } from './pages.ts';
import { findPolicy, policyArnOf, policyWritingUnchanged } from './policy-lookup.ts';
import { required } from './required.ts';

type AttachedPolicyOperations =
  | 'AttachUserPolicy'
  | 'DetachUserPolicy'
  | 'ListAttachedUserPolicies'
  | 'AttachGroupPolicy'
  | 'DetachGroupPolicy'
  | 'ListAttachedGroupPolicies'
  | 'AttachRolePolicy'
  | 'DetachRolePolicy'
  | 'ListAttachedRolePolicies';

const MAXIMUM_ATTACHED = 10;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html */
export function attachedPolicyHandlers(iam: IamRecords): IamHandlers<AttachedPolicyOperations> {
  const user = new AttachedPolicies<UserRecord>(iam, 'user', iam.users);
  const group = new AttachedPolicies<GroupRecord>(iam, 'group', iam.groups);
  const role = new AttachedPolicies<RoleRecord>(iam, 'role', iam.roles);
  return {
    AttachUserPolicy: (input, { account }) => user.attach(account, input.UserName, input.PolicyArn),
    DetachUserPolicy: (input, { account }) => user.detach(account, input.UserName, input.PolicyArn),
    ListAttachedUserPolicies: (input, { account }) => user.list(account, input.UserName, input),
    AttachGroupPolicy: (input, { account }) => group.attach(account, input.GroupName, input.PolicyArn),
    DetachGroupPolicy: (input, { account }) => group.detach(account, input.GroupName, input.PolicyArn),
    ListAttachedGroupPolicies: (input, { account }) => group.list(account, input.GroupName, input),
    AttachRolePolicy: (input, { account }) => role.attach(account, input.RoleName, input.PolicyArn),
    DetachRolePolicy: (input, { account }) => role.detach(account, input.RoleName, input.PolicyArn),
    ListAttachedRolePolicies: (input, { account }) => role.list(account, input.RoleName, input),
  };
}

interface Entity {
  name: string;
  path: string;
  attachedPolicies: string[];
}

interface ListRequest {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** The managed policies attached to one kind of entity. */
class AttachedPolicies<R extends Entity> {
  readonly #iam: IamRecords;
  readonly #noun: EntityNoun;
  readonly #records: NamedRecords<R>;

  constructor(iam: IamRecords, noun: EntityNoun, records: NamedRecords<R>) {
    this.#iam = iam;
    this.#noun = noun;
    this.#records = records;
  }

  /** Attaching what is attached already changes nothing. */
  async attach(account: string, entityName: string | undefined, policyArn: string | undefined) {
    const name = required(entityName, `${this.#noun}Name`);
    const arn = policyArnOf(required(policyArn, 'policyArn'));
    await this.#iam.change(async () => {
      const entity = await this.#records.require(account, name);
      const policy = await findPolicy(this.#iam, account, arn);
      if (policy === undefined) throw policyNotAttachable(arn);
      const { attachedPolicies } = entity.value;
      if (attachedPolicies.includes(arn)) return { changes: [], result: undefined };
      if (attachedPolicies.length >= MAXIMUM_ATTACHED) {
        throw quotaExceeded(
          `PoliciesPer${this.#noun[0]?.toUpperCase()}${this.#noun.slice(1)}`,
          MAXIMUM_ATTACHED,
        );
      }
      const attached = { ...entity.value, attachedPolicies: [...attachedPolicies, arn] };
      const changes: Change[] = [
        this.#records.writing(entity, attached),
        ...policyWritingUnchanged(this.#iam, policy),
      ];
      return { changes, result: undefined };
    });
    return {};
  }

  async detach(account: string, entityName: string | undefined, policyArn: string | undefined) {
    const arn = policyArnOf(required(policyArn, 'policyArn'));
    await this.#records.update(account, required(entityName, `${this.#noun}Name`), (entity) => {
      if (!entity.attachedPolicies.includes(arn)) throw policyNotFound(arn);
      return { ...entity, attachedPolicies: entity.attachedPolicies.filter((attached) => attached !== arn) };
    });
    return {};
  }

  async list(account: string, entityName: string | undefined, request: ListRequest) {
    const { value: entity } = await this.#records.require(account, required(entityName, `${this.#noun}Name`));
    const policies = await Promise.all(
      entity.attachedPolicies.map((arn) => findPolicy(this.#iam, account, arn)),
    );
    const prefix = request.PathPrefix ?? '/';
    const present = policies
      .filter((policy) => policy?.path.startsWith(prefix))
      .filter((p) => p !== undefined);
    const { items, ...page } = paginate(
      sortedBy(present, (policy) => policy.arn),
      (policy) => policy.arn,
      request,
    );
    const views = items.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn }));
    return { AttachedPolicies: views, ...page };
  }
}
