import { cardKinds } from './cards/kinds.ts';
import type { CardKind } from '../store/model.ts';
import { listCardNotes, listNotes, oneNote } from './notes/read.ts';
import { changeNote, changeNotes, createNotes, pinNote } from './notes/write.ts';
import { get, patch, post } from './route.ts';
import type { ApiRoute } from './route.ts';

/** Notes are reached through their kind of card, with the card in the path or without it. */
export const notesRoutes: readonly ApiRoute[] = cardKinds.flatMap(routesOf);

function routesOf(kind: CardKind): ApiRoute[] {
  const ofKind = `/api/v4/${kind}/notes` as const;
  const ofCard = `/api/v4/${kind}/:first/notes` as const;
  return [
    get(ofKind, (call) => listNotes(call, kind)),
    post(ofKind, (call) => createNotes(call, kind, null)),
    patch(ofKind, (call) => changeNotes(call, kind)),
    get(`${ofKind}/:first`, (call, id) => oneNote(call, kind, id)),
    patch(`${ofKind}/:first`, (call, id) => changeNote(call, kind, id)),
    post(`${ofKind}/:first/pin`, (call, id) => pinNote(call, kind, id, true)),
    post(`${ofKind}/:first/unpin`, (call, id) => pinNote(call, kind, id, false)),
    get(ofCard, (call, card) => listCardNotes(call, kind, card)),
    post(ofCard, (call, card) => createNotes(call, kind, card)),
    patch(ofCard, (call) => changeNotes(call, kind)),
    get(`${ofCard}/:second`, (call, _card, id) => oneNote(call, kind, id)),
    patch(`${ofCard}/:second`, (call, _card, id) => changeNote(call, kind, id)),
    post(`${ofCard}/:second/pin`, (call, _card, id) => pinNote(call, kind, id, true)),
    post(`${ofCard}/:second/unpin`, (call, _card, id) => pinNote(call, kind, id, false)),
  ];
}
