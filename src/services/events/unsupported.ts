import { unsupported } from '../../protocols/service.ts';

const API_DESTINATIONS = unsupported('API destinations and connections are not offered.');
const ARCHIVES = unsupported('Archives and replays are not offered.');
const ENDPOINTS = unsupported('Global endpoints are not offered.');
const PARTNERS = unsupported('Partner event sources are not offered.');

/** Operations of EventBridge that are not offered, each with the reason that callers get. */
export const UNSUPPORTED = {
  ActivateEventSource: PARTNERS,
  CancelReplay: ARCHIVES,
  CreateApiDestination: API_DESTINATIONS,
  CreateArchive: ARCHIVES,
  CreateConnection: API_DESTINATIONS,
  CreateEndpoint: ENDPOINTS,
  CreatePartnerEventSource: PARTNERS,
  DeactivateEventSource: PARTNERS,
  DeauthorizeConnection: API_DESTINATIONS,
  DeleteApiDestination: API_DESTINATIONS,
  DeleteArchive: ARCHIVES,
  DeleteConnection: API_DESTINATIONS,
  DeleteEndpoint: ENDPOINTS,
  DeletePartnerEventSource: PARTNERS,
  DescribeApiDestination: API_DESTINATIONS,
  DescribeArchive: ARCHIVES,
  DescribeConnection: API_DESTINATIONS,
  DescribeEndpoint: ENDPOINTS,
  DescribeEventSource: PARTNERS,
  DescribePartnerEventSource: PARTNERS,
  DescribeReplay: ARCHIVES,
  ListApiDestinations: API_DESTINATIONS,
  ListArchives: ARCHIVES,
  ListConnections: API_DESTINATIONS,
  ListEndpoints: ENDPOINTS,
  ListEventSources: PARTNERS,
  ListPartnerEventSourceAccounts: PARTNERS,
  ListPartnerEventSources: PARTNERS,
  ListReplays: ARCHIVES,
  PutPartnerEvents: PARTNERS,
  StartReplay: ARCHIVES,
  UpdateApiDestination: API_DESTINATIONS,
  UpdateArchive: ARCHIVES,
  UpdateConnection: API_DESTINATIONS,
  UpdateEndpoint: ENDPOINTS,
} as const;
