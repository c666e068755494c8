/** The organization that the accounts of this gateway belong to. */
export interface Organization {
  /** `o-a1b2c3d4e5`: `aws:PrincipalOrgID`. */
  readonly id: string;
  /** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`: `aws:PrincipalOrgPaths`; undefined when nobody said where. */
  readonly path: string | undefined;
}

const ID = /^o-[a-z0-9]{10,32}$/;
const PATH = /^(o-[a-z0-9]{10,32})\/r-[a-z0-9]{4,32}\/(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/){0,5}$/;

/**
 * Reads an organization's id, or the path to a unit in it as `aws:PrincipalOrgPaths` has it; undefined for what is
 * neither.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export function parseOrganization(text: string): Organization | undefined {
  if (ID.test(text)) return { id: text, path: undefined };
  const path = text.endsWith('/') ? text : `${text}/`;
  const id = PATH.exec(path)?.[1];
  return id === undefined ? undefined : { id, path };
}
