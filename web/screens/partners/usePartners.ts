import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { PageOf, PartnerDocument, PartnerPacket, PartnerRow, PartnerScore } from "../../../server/wire/index.ts";
import type { PartnerSearch } from "../../app/url/partners.ts";
import { api, query } from "../../live/index.ts";

/** Documents that are listed; all of them are in the CSV. */
export const shownDocuments = 100;

const pathOf = (id: string): string => `/partners/${encodeURIComponent(id)}`;

/** All partners, again every ten seconds. */
export const usePartners = (enabled: boolean) =>
  useQuery({
    queryKey: ["partners"],
    queryFn: ({ signal }) => api<PageOf<PartnerRow>>("/partners", { signal }),
    refetchInterval: 10_000,
    enabled,
    retry: false,
  });

/** Both halves of one, again every ten seconds. */
export const usePartner = (id: string, { from, to }: PartnerSearch, enabled: boolean) =>
  useQuery({
    queryKey: ["partner", id, from, to],
    queryFn: ({ signal }) => api<PartnerScore>(`${pathOf(id)}${query({ from, to })}`, { signal }),
    refetchInterval: 10_000,
    placeholderData: (before) => (before?.id === id ? before : undefined),
    enabled,
    retry: false,
  });

/** What a line is asked for by. */
export type DocumentsAsked = Pick<PartnerSearch, "from" | "to" | "week"> & {
  readonly line: string;
  readonly state: string;
};

/** The documents that a count counts, what was due last first. */
export const usePartnerDocuments = (id: string, asked: DocumentsAsked | null) =>
  useQuery({
    queryKey: ["partner-documents", id, asked],
    queryFn: ({ signal }) =>
      api<PageOf<PartnerDocument>>(`${pathOf(id)}/documents${query({ ...asked, limit: shownDocuments })}`, { signal }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
    enabled: asked !== null,
    retry: false,
  });

/** Address of the same documents as CSV. */
export const documentsAddress = (id: string, asked: DocumentsAsked): string =>
  `/api/v1${pathOf(id)}/documents${query({ ...asked, format: "csv" })}`;

/** The evidence of one document. Made anew each time: it says as of when. */
export const usePacket = (id: string, object: string | null, line: string | null) =>
  useQuery({
    queryKey: ["partner-packet", id, object, line],
    queryFn: ({ signal }) => api<PartnerPacket>(`${pathOf(id)}/packet${query({ object, line })}`, { signal }),
    refetchInterval: 60_000,
    enabled: object !== null,
    retry: false,
  });

/** Address of a packet in one of its forms. */
export const packetAddress = (
  id: string,
  object: string,
  line: string | null,
  format: "pdf" | "csv" | "json",
): string => `/api/v1${pathOf(id)}/packet${query({ object, line, format })}`;
