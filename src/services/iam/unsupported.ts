import { type Unsupported, unsupported } from '../../protocols/service.ts';
import type { IamOperations } from './operations.ts';

const CONSOLE = 'there is no console to sign in to, so there are no passwords';
const MFA = 'multi-factor authentication is not offered';
const FEDERATION = 'identity providers are not offered; roles are assumed with access keys';
const CERTIFICATES = 'certificates and SSH keys of IAM are for services that are not offered';
const CREDENTIALS = 'service-specific credentials are for services that are not offered';
const REPORTS = 'reports of past access are not kept';
const ORGANIZATIONS = 'AWS Organizations is not offered';
const DELEGATION = 'delegation requests and role templates are not offered';
const SERVICE_LINKED = 'no service here needs a service-linked role';
const SIMULATION = 'the policy simulator is not offered';
const ACCOUNT = 'account properties and preferences are not offered';

/** The operations of IAM that are not offered, by name, with the reason that callers are told. */
export const unsupportedOperations = {
  ...because(CONSOLE, [
    'ChangePassword',
    'CreateLoginProfile',
    'DeleteAccountPasswordPolicy',
    'DeleteLoginProfile',
    'GetAccountPasswordPolicy',
    'GetLoginProfile',
    'UpdateAccountPasswordPolicy',
    'UpdateLoginProfile',
  ]),
  ...because(MFA, [
    'CreateVirtualMFADevice',
    'DeactivateMFADevice',
    'DeleteVirtualMFADevice',
    'EnableMFADevice',
    'GetMFADevice',
    'ListMFADeviceTags',
    'ListMFADevices',
    'ListVirtualMFADevices',
    'ResyncMFADevice',
    'TagMFADevice',
    'UntagMFADevice',
  ]),
  ...because(FEDERATION, [
    'AddClientIDToOpenIDConnectProvider',
    'CreateOpenIDConnectProvider',
    'CreateSAMLProvider',
    'DeleteOpenIDConnectProvider',
    'DeleteSAMLProvider',
    'DisableOutboundWebIdentityFederation',
    'EnableOutboundWebIdentityFederation',
    'GetOpenIDConnectProvider',
    'GetOutboundWebIdentityFederationInfo',
    'GetSAMLProvider',
    'ListOpenIDConnectProviderTags',
    'ListOpenIDConnectProviders',
    'ListSAMLProviderTags',
    'ListSAMLProviders',
    'RemoveClientIDFromOpenIDConnectProvider',
    'TagOpenIDConnectProvider',
    'TagSAMLProvider',
    'UntagOpenIDConnectProvider',
    'UntagSAMLProvider',
    'UpdateOpenIDConnectProviderThumbprint',
    'UpdateSAMLProvider',
  ]),
  ...because(CERTIFICATES, [
    'DeleteSSHPublicKey',
    'DeleteServerCertificate',
    'DeleteSigningCertificate',
    'GetSSHPublicKey',
    'GetServerCertificate',
    'ListSSHPublicKeys',
    'ListServerCertificateTags',
    'ListServerCertificates',
    'ListSigningCertificates',
    'TagServerCertificate',
    'UntagServerCertificate',
    'UpdateSSHPublicKey',
    'UpdateServerCertificate',
    'UpdateSigningCertificate',
    'UploadSSHPublicKey',
    'UploadServerCertificate',
    'UploadSigningCertificate',
  ]),
  ...because(CREDENTIALS, [
    'CreateServiceSpecificCredential',
    'DeleteServiceSpecificCredential',
    'ListServiceSpecificCredentials',
    'ResetServiceSpecificCredential',
    'UpdateServiceSpecificCredential',
  ]),
  ...because(REPORTS, [
    'GenerateCredentialReport',
    'GenerateServiceLastAccessedDetails',
    'GetCredentialReport',
    'GetHumanReadableSummary',
    'GetServiceLastAccessedDetails',
    'GetServiceLastAccessedDetailsWithEntities',
    'ListPoliciesGrantingServiceAccess',
  ]),
  ...because(ORGANIZATIONS, [
    'DisableOrganizationsRootCredentialsManagement',
    'DisableOrganizationsRootSessions',
    'EnableOrganizationsRootCredentialsManagement',
    'EnableOrganizationsRootSessions',
    'GenerateOrganizationsAccessReport',
    'GetOrganizationsAccessReport',
    'ListOrganizationsFeatures',
  ]),
  ...because(DELEGATION, [
    'AcceptDelegationRequest',
    'AcquireRole',
    'AssociateDelegationRequest',
    'CreateDelegationRequest',
    'GetDelegationRequest',
    'GetRoleTemplateVersion',
    'ListDelegationRequests',
    'RejectDelegationRequest',
    'SendDelegationToken',
    'UpdateDelegationRequest',
  ]),
  ...because(SERVICE_LINKED, [
    'CreateServiceLinkedRole',
    'DeleteServiceLinkedRole',
    'GetServiceLinkedRoleDeletionStatus',
  ]),
  ...because(SIMULATION, [
    'GetContextKeysForCustomPolicy',
    'GetContextKeysForPrincipalPolicy',
    'SimulateCustomPolicy',
    'SimulatePrincipalPolicy',
  ]),
  ...because(ACCOUNT, ['GetAccountProperties', 'PutAccountProperties', 'SetSecurityTokenServicePreferences']),
};

function because<Name extends keyof IamOperations>(
  reason: string,
  names: readonly Name[],
): Record<Name, Unsupported> {
  const declared: Partial<Record<Name, Unsupported>> = {};
  for (const name of names) declared[name] = unsupported(reason);
  // Complete: every name of the list was just given its reason.
  return declared as Record<Name, Unsupported>;
}
