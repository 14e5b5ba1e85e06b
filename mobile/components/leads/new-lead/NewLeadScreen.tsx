import type { NewLead } from '@foryou-crm/contract/writing';
import { zodResolver } from '@hookform/resolvers/zod';
import { randomUUID } from 'expo-crypto';
import { useRouter } from 'expo-router';
import X from 'lucide-react-native/icons/x';
import { useEffect, useRef, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { board } from '@/components/auth/return-path';
import { BoardAccountContext } from '@/components/board/account-context';
import { choosePipeline } from '@/components/board/arrange';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import { Screen } from '@/components/ui/Screen';
import { Text } from '@/components/ui/Text';
import { useToast } from '@/components/ui/toast-context';
import { useSession } from '@/session/SessionProvider';
import { readPreference } from '@/storage/preferences';
import { height, space } from '@/theme/tokens';
import { firstStage } from '../stage-names';
import { useAccount, usePipelines } from '../use-account';
import { CommentLost } from './CommentLost';
import { forgetDraft, isBlank, keepDraft, keptDraft, newDraft, noValues } from './draft';
import { LeaveSheet } from './LeaveSheet';
import { isField, newLeadFormSchema, ofContact } from './new-lead-form';
import { NewLeadFields } from './NewLeadFields';
import { loadPhoneFormat } from '../phone-format';
import { SaveProblemBanner } from './SaveProblemBanner';
import { useAttachment } from './use-attachment';
import { useAskDuplicates, useDuplicates } from './use-duplicates';
import { useSaveLead, type SaveProblem } from './use-save-lead';

type LostComment = {
  leadId: number;
  comment: string;
  outcome: 'not_saved' | 'unknown';
  noteKey: string;
};

/** A lead from a name, a phone or an email, once whatever the network does. */
export function NewLeadScreen() {
  const account = useAccount();
  return (
    <BoardAccountContext value={account}>
      <NewLeadForm />
    </BoardAccountContext>
  );
}

function NewLeadForm() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  const toast = useToast();
  const userId = useSession().profile?.id ?? '';
  const pipelines = usePipelines().data ?? [];

  const [restored, setRestored] = useState(() => keptDraft(userId) !== null);
  const [begun] = useState(() => keptDraft(userId) ?? newDraft());
  const key = useRef(begun.key);
  const isOver = useRef(false);
  const form = useForm({
    resolver: zodResolver(newLeadFormSchema),
    defaultValues: begun.values,
  });
  const values = useWatch({ control: form.control, compute: (now) => now });
  const { saving, save } = useSaveLead();
  const [problem, setProblem] = useState<SaveProblem | null>(null);
  const [lost, setLost] = useState<LostComment | null>(null);
  const [leaving, setLeaving] = useState(false);

  const found = {
    phone: useDuplicates('phone', values.phone),
    email: useDuplicates('email', values.email),
  };
  const isFound = found.phone !== undefined || found.email !== undefined;
  const attachment = useAttachment([found.phone, found.email]);
  const askDuplicates = useAskDuplicates();

  useEffect(() => void loadPhoneFormat().catch(() => undefined), []);
  useEffect(
    () => () => {
      if (!isOver.current) keepDraft(userId, { values: form.getValues(), key: key.current });
    },
    [userId, form],
  );

  const pipeline =
    pipelines.find(({ id }) => id === values.pipelineId) ??
    choosePipeline(pipelines, Number(readPreference('pipeline') ?? Number.NaN));
  const stageId = values.stageId ?? (pipeline === null ? undefined : firstStage(pipeline)?.id);

  const leave = () => {
    if (router.canGoBack()) router.back();
    else router.replace(board);
  };
  const finish = (leadId: number) => {
    isOver.current = true;
    forgetDraft();
    router.replace(`/lead/${leadId}`);
  };
  const discard = () => {
    isOver.current = true;
    forgetDraft();
    leave();
  };

  const send = async (lead: NewLead) => {
    setProblem(null);
    const result = await save(lead, key.current);
    if (!result.ok) return refuse(result.problem);
    const { id, lead: made, comment } = result.created;
    isOver.current = true;
    forgetDraft();
    if (comment === 'not_saved' || comment === 'unknown') {
      const noteKey = randomUUID();
      return setLost({ leadId: id, comment: lead.comment ?? '', outcome: comment, noteKey });
    }
    toast.show({ tone: 'ok', text: t(made === null ? 'new.doneHidden' : 'new.done') });
    if (made === null) return leave();
    finish(id);
  };
  const refuse = (refused: SaveProblem) => {
    const errors = refused.failure.kind === 'invalid_input' ? refused.failure.errors : [];
    const ours = errors.filter(({ path }) => isField(path));
    for (const { path } of ours) if (isField(path)) form.setError(path, { type: 'server' });
    setProblem(ours.length > 0 && ours.length === errors.length ? null : refused);
  };

  /** Who is already there is shown before anything is saved, also to who is quicker than the question. */
  const submit = () =>
    form.handleSubmit(async (checked) => {
      const unseen = (['phone', 'email'] as const).filter((field) => found[field] === undefined);
      const there = await Promise.all(
        unseen.map((field) => askDuplicates(field, form.getValues(field))),
      );
      if (there.some(Boolean)) return;
      const placed =
        checked.stageId === undefined && pipeline !== null && stageId !== undefined
          ? { ...checked, pipelineId: pipeline.id, stageId }
          : checked;
      await send(ofContact(placed, attachment.contactId));
    })();

  if (lost !== null) {
    return (
      <Screen room="form" bottomInset>
        <Head title={t('new.saved')} onClose={() => finish(lost.leadId)} />
        <CommentLost {...lost} onOpen={() => finish(lost.leadId)} />
      </Screen>
    );
  }
  const busy = saving || form.formState.isSubmitting;
  return (
    <Screen
      room="form"
      bottomInset
      footer={
        <Button
          label={t(
            attachment.contactId !== undefined
              ? 'new.submitAttached'
              : isFound
                ? 'new.submitAnyway'
                : 'new.submit',
          )}
          onPress={() => {
            if (!busy) void submit();
          }}
          busy={busy}
        />
      }
    >
      <Head
        title={t('new.title')}
        onClose={() => (isBlank(form.getValues()) ? discard() : setLeaving(true))}
      />
      <NewLeadFields
        form={form}
        values={values}
        found={found}
        attachment={attachment}
        pipelines={pipelines}
        pipelineId={pipeline?.id}
        stageId={stageId}
        onOpenLead={(leadId) => router.push(`/lead/${leadId}`)}
        {...(restored && {
          onStartAnew: () => {
            form.reset(noValues);
            key.current = randomUUID();
            setProblem(null);
            setRestored(false);
          },
        })}
      />
      {problem !== null && (
        <View style={styles.problem}>
          <SaveProblemBanner
            problem={problem}
            onLook={() => {
              const { phone, email, name } = form.getValues();
              const query = [phone, email, name].find((text) => text.trim() !== '') ?? '';
              router.navigate({ pathname: '/search', params: { query } });
            }}
            onOnceMore={() => {
              key.current = randomUUID();
              void submit();
            }}
          />
        </View>
      )}
      <LeaveSheet
        open={leaving}
        onStay={() => setLeaving(false)}
        onKeep={leave}
        onDiscard={discard}
      />
    </Screen>
  );
}

function Head({ title, onClose }: { title: string; onClose: () => void }) {
  const { t } = useTranslation('common');
  return (
    <View style={styles.head}>
      <IconButton icon={X} label={t('close')} onPress={onClose} />
      <Text variant="heading" heading={1} align="center" style={styles.grow}>
        {title}
      </Text>
      <View style={styles.balance} />
    </View>
  );
}

const styles = StyleSheet.create({
  head: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.header,
    marginHorizontal: -space.l,
  },
  grow: { flex: 1 },
  // As wide as the cross, so that the title stands in the middle.
  balance: { width: height.touch },
  problem: { paddingTop: space.xl },
});
