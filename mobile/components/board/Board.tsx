import type { ConnectionStatus, Pipeline } from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import { useMemo, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf, type ApiFailure } from '@/api/failure';
import { AmoCrmStatusBadge } from '@/components/amo-crm/AmoCrmStatusBadge';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { useTroubleWords, type TroubleWords } from '@/components/amo-crm/use-trouble-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { IncomingBadge } from '@/components/leads/incoming/IncomingBadge';
import { NewLeadButton } from '@/components/navigation/NewLeadButton';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { useFormat } from '@/i18n/use-format';
import { useSession } from '@/session/SessionProvider';
import { useLayout } from '@/theme/layout';
import { space } from '@/theme/tokens';
import { BoardAccountContext } from './account-context';
import { openTotals, type Column } from './arrange';
import { BoardHeader } from './BoardHeader';
import { BoardNotes } from './BoardNotes';
import { BoardSkeleton } from './BoardSkeleton';
import { CardActionsContext, type CardActions } from './drag/drag-context';
import { createDrag } from './drag/drag';
import { DragLayer } from './drag/DragLayer';
import { MoveSheet } from './MoveSheet';
import { LeadBeside, useOpenLead } from './LeadBeside';
import { PhoneBoard } from './PhoneBoard';
import { PipelineSwitcher } from './PipelineSwitcher';
import { knownTimeZone } from './task-state';
import {
  useAskStatusAfter,
  useAskStatusOn,
  useBoard,
  usePipelines,
  type BoardData,
} from './use-board';
import { useFolding } from './use-folding';
import { useMoveLead } from './use-move-lead';
import { usePipelineChoice } from './use-pipeline-choice';
import { WideBoard } from './WideBoard';

export type BoardProps = {
  status: ConnectionStatus;
  /** Why the status itself could not be asked anew; what is here is shown all the same. */
  statusFailure: ApiFailure | null;
  onRefreshStatus: () => void;
  onReconnect: () => void;
};

/** The connected CRM: the badge, the pipelines, and the chosen one's stages with their leads. */
export function Board(props: BoardProps) {
  const { status, statusFailure, onRefreshStatus, onReconnect } = props;
  const pipelines = usePipelines();
  const { pipeline, choose } = usePipelineChoice(pipelines.data ?? []);
  const failure = pipelines.isError ? failureOf(pipelines.error) : null;
  const trouble = useTroubleWords(status, statusFailure ?? failure);
  useAskStatusOn(failure);
  if (pipelines.data !== undefined && pipeline !== null) {
    return (
      <PipelineBoard
        {...props}
        pipelines={pipelines.data}
        pipeline={pipeline}
        failure={statusFailure ?? failure}
        onChoose={choose}
        onRefreshPipelines={() => void pipelines.refetch()}
      />
    );
  }
  const freshness = {
    updatedAt: null,
    refreshing: pipelines.isFetching,
    failure: statusFailure ?? failure,
    refresh: () => {
      onRefreshStatus();
      void pipelines.refetch();
    },
  };
  return (
    <View style={styles.page}>
      <BoardHeader
        badge={
          <AmoCrmStatusBadge status={status} freshness={freshness} onReconnect={onReconnect} />
        }
      />
      <View style={styles.margin}>
        {pipelines.data !== undefined ? (
          <NoPipelines />
        ) : failure === null ? (
          <BoardSkeleton />
        ) : (
          <Failed
            failure={failure}
            trouble={trouble}
            onRetry={freshness.refresh}
            retrying={pipelines.isFetching}
          />
        )}
      </View>
    </View>
  );
}

function PipelineBoard({
  status,
  pipelines,
  pipeline,
  failure: outerFailure,
  onChoose,
  onRefreshStatus,
  onRefreshPipelines,
  onReconnect,
}: BoardProps & {
  pipelines: Pipeline[];
  pipeline: Pipeline;
  failure: ApiFailure | null;
  onChoose: (pipelineId: number) => void;
  onRefreshPipelines: () => void;
}) {
  const board = useBoard(pipeline);
  const totals = useTotals(board, status.currency);
  const phone = useLayout() === 'phone';
  const now = useNow(60_000);
  const folding = useFolding();
  const { currency, timeZone, amoUserId } = status;
  const ownName = useSession().profile?.name ?? null;
  const whole = board.reading === 'whole';
  const account = useMemo(
    () => ({ currency, timeZone: knownTimeZone(timeZone), amoUserId, ownName, now, whole }),
    [currency, timeZone, amoUserId, ownName, now, whole],
  );
  const cards = useCards(board.columns);
  const broken = status.state === 'reconnect_required';
  const failure = outerFailure ?? board.failure;
  const trouble = useTroubleWords(status, failure);
  useAskStatusAfter(board.updatedAt, trouble !== null);
  const freshness = {
    updatedAt: board.updatedAt,
    refreshing: board.refreshing,
    failure,
    refresh: () => {
      onRefreshStatus();
      onRefreshPipelines();
      void board.refresh();
    },
  };
  return (
    <BoardAccountContext value={account}>
      <View style={styles.page}>
        <BoardHeader
          badge={
            // A badge that breaks closes what it has opened: another sheet says why.
            <AmoCrmStatusBadge
              key={status.state}
              status={status}
              freshness={freshness}
              onReconnect={onReconnect}
            />
          }
          pipeline={
            <PipelineSwitcher
              pipelines={pipelines}
              current={pipeline}
              totals={totals}
              onChoose={onChoose}
            />
          }
          acts={<BoardActs />}
        />
        {!broken && <BoardNotes board={board} failure={failure} trouble={trouble} />}
        {board.first && failure !== null ? (
          <View style={styles.margin}>
            <Failed
              failure={failure}
              trouble={trouble}
              onRetry={freshness.refresh}
              retrying={board.refreshing}
            />
          </View>
        ) : board.first ? (
          <View style={styles.margin}>
            <BoardSkeleton />
          </View>
        ) : (
          <CardActionsContext value={cards.actions}>
            {phone ? (
              <PhoneBoard key={pipeline.id} board={board} folding={folding} />
            ) : (
              <LeadBeside>
                <WideBoard key={pipeline.id} board={board} folding={folding} />
              </LeadBeside>
            )}
            <DragLayer columns={board.columns} />
          </CardActionsContext>
        )}
        <MoveSheet
          lead={cards.chosen}
          columns={board.columns}
          onMove={cards.move}
          onClose={cards.closeMenu}
        />
      </View>
    </BoardAccountContext>
  );
}

/** What can be done with the cards of a board, and the one whose menu is open. */
function useCards(columns: Column[]) {
  const openLead = useOpenLead();
  const move = useMoveLead();
  const [drag] = useState(() => createDrag());
  const [chosen, setChosen] = useState<Lead | null>(null);
  const actions = useMemo(
    (): CardActions => ({
      drag,
      open: ({ id }) => openLead(id),
      openMenu: setChosen,
      onDropped: ({ lead, stageId, moved }) => {
        const target = columns.find(({ stage }) => stage.id === stageId)?.stage;
        if (target !== undefined) move(lead, target);
        else if (!moved) setChosen(lead);
      },
    }),
    [drag, openLead, columns, move],
  );
  return { actions, move, chosen, closeMenu: () => setChosen(null) };
}

/** `41 угода · 169,9 млн AED`, or how many have come so far. */
function useTotals(board: BoardData, currency: string | null): string {
  const { t } = useTranslation('board');
  const format = useFormat();
  if (board.first) return t('stillLoading');
  const { count, sum } = openTotals(board.columns);
  if (board.reading !== 'whole') {
    return `${t('leadsSoFar', { number: format.number(count) })} · ${t('stillLoading')}`;
  }
  const money = currency === null ? format.number(sum) : format.compactMoney(sum, currency);
  return `${t('leads', { count, number: format.number(count) })} · ${money}`;
}

/** Incoming leads, when there are any; a new one where the bar below has no place for it. */
function BoardActs() {
  const wide = useLayout() !== 'phone';
  return (
    <>
      <IncomingBadge />
      {wide && <NewLeadButton />}
    </>
  );
}

function NoPipelines() {
  const { t } = useTranslation('board');
  const crm = useCrmName();
  return <EmptyState title={t('noPipelines.title')} text={t('noPipelines.text', { crm })} />;
}

/** Nothing is here to show: why, and where the whole connection is in trouble, since when. */
export function Failed({
  failure,
  trouble = null,
  onRetry,
  retrying,
}: {
  failure: ApiFailure;
  trouble?: TroubleWords | null;
  onRetry: () => void;
  retrying: boolean;
}) {
  const failureWords = useFailureWords();
  const known = failure.kind === 'retry_later' && failure.reason === trouble?.reason;
  const { title, text } = known ? trouble : failureWords(failure);
  return <ErrorState title={title} text={text} onRetry={onRetry} retrying={retrying} />;
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  margin: { flex: 1, paddingHorizontal: space.screen, paddingTop: space.m },
});
