import { listDifference } from '../differences.ts';
import { list, type PropertiesOf, string } from '../property-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** Properties that name whom a policy is for. */
export const targetProperties = {
  Groups: { type: list(string) },
  Roles: { type: list(string) },
  Users: { type: list(string) },
} as const;

export type Targets = PropertiesOf<typeof targetProperties>;

/** What is done to a role, a user or a group by its name. */
export interface TargetOperations {
  role(RoleName: string): Promise<unknown>;
  user(UserName: string): Promise<unknown>;
  group(GroupName: string): Promise<unknown>;
}

/** Does one thing to every target. */
export async function forTargets(targets: Targets, operations: TargetOperations): Promise<void> {
  for (const name of targets.Roles ?? []) await operations.role(name);
  for (const name of targets.Users ?? []) await operations.user(name);
  for (const name of targets.Groups ?? []) await operations.group(name);
}

/** Does one thing to every target, where a target that is not there is done already. */
export function forTargetsThatExist(targets: Targets, operations: TargetOperations): Promise<void> {
  return forTargets(targets, {
    role: (name) => unlessMissing(operations.role(name)),
    user: (name) => unlessMissing(operations.user(name)),
    group: (name) => unlessMissing(operations.group(name)),
  });
}

/** Targets of `before` that are not in `after`. */
export function targetsGone(before: Targets, after: Targets): Targets {
  return {
    Roles: listDifference(before.Roles, after.Roles).removed,
    Users: listDifference(before.Users, after.Users).removed,
    Groups: listDifference(before.Groups, after.Groups).removed,
  };
}
