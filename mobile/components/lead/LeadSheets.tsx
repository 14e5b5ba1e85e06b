import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails, Task } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { AfterCallSheet } from './AfterCallSheet';
import { ConflictSheet } from './ConflictSheet';
import { EditSheet } from './EditSheet';
import { GiveSheet, type User } from './GiveSheet';
import { LeadMenu } from './LeadMenu';
import type { Person } from './People';
import { PersonSheet } from './PersonSheet';
import type { Grouped } from './reach';
import { StageSheet } from './StageSheet';
import { AddTaskSheet, CompleteTaskSheet } from './TaskSheets';
import type { LeadAccount } from './use-account';
import type { Calling } from './use-calling';
import type { useLeadActs } from './use-lead-acts';
import type { Sending } from './use-unsent';

export type SheetName = 'menu' | 'edit' | 'give' | 'stage' | 'afterCall' | 'addTask';

/** Whatever opens over a lead; one at a time. */
export function LeadSheets({
  lead,
  account,
  pipelines,
  users,
  grouped,
  acts,
  calling,
  sending,
  shown,
  opened,
  person,
  completing,
  onOpen,
  onClose,
  onRefresh,
  onOpenCrm,
}: {
  lead: LeadDetails;
  account: LeadAccount;
  pipelines: readonly Pipeline[];
  users: readonly User[];
  grouped: Grouped;
  acts: ReturnType<typeof useLeadActs>;
  calling: Calling;
  sending: Sending;
  shown: SheetName | null;
  /** Counts openings, so that a form begins with what the lead is now. */
  opened: number;
  person: Person | null;
  completing: Task | null;
  onOpen: (name: SheetName) => void;
  onClose: () => void;
  onRefresh: () => void;
  onOpenCrm: (() => void) | null;
}) {
  // A form that was closed by mistake still has what was typed; a sent one begins anew.
  const [sent, setSent] = useState(0);
  const { timeZone, currency } = account;
  return (
    <>
      <LeadMenu
        open={shown === 'menu'}
        onClose={onClose}
        onEdit={() => onOpen('edit')}
        onLogCall={() => onOpen('afterCall')}
        onRefresh={onRefresh}
        onOpenCrm={onOpenCrm}
      />
      <EditSheet
        key={`edit-${String(opened)}`}
        open={shown === 'edit'}
        lead={lead}
        currency={currency}
        onClose={onClose}
        onSave={acts.edit}
      />
      <GiveSheet
        open={shown === 'give'}
        lead={lead}
        users={users}
        account={account}
        onClose={onClose}
        onGive={acts.give}
      />
      <StageSheet
        open={shown === 'stage'}
        onClose={onClose}
        lead={lead}
        pipelines={pipelines}
        onChoose={acts.move}
      />
      <AfterCallSheet
        key={`call-${String(sent)}`}
        open={shown === 'afterCall'}
        phone={calling.called}
        timeZone={timeZone}
        onClose={onClose}
        onSave={(log) => {
          setSent(sent + 1);
          onClose();
          calling.done();
          void acts.logCall(log);
        }}
      />
      <AddTaskSheet
        key={`task-${String(sent)}`}
        open={shown === 'addTask'}
        timeZone={timeZone}
        onClose={onClose}
        onAdd={(task) => {
          setSent(sent + 1);
          onClose();
          void sending.send({ what: 'task', body: task });
        }}
      />
      <CompleteTaskSheet
        task={completing}
        onClose={onClose}
        onComplete={(task, result) => {
          onClose();
          acts.complete(task, result);
        }}
      />
      <PersonSheet
        person={person}
        account={account}
        grouped={grouped}
        onClose={onClose}
        onReach={(way, reach) => {
          onClose();
          calling.reach(way, reach);
        }}
      />
      <ConflictSheet changes={acts.changes} pipelines={pipelines} account={account} />
    </>
  );
}
