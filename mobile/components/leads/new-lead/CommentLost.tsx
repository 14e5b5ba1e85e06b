import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { addNote } from '@/api/lead';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { Text } from '@/components/ui/Text';
import { space } from '@/theme/tokens';

/** The lead is there and its comment is not, or not known to be: the words are not lost. */
export function CommentLost({
  leadId,
  comment,
  outcome,
  noteKey,
  onOpen,
}: {
  leadId: number;
  comment: string;
  outcome: 'not_saved' | 'unknown';
  /** One key for the one note, however often it is sent. */
  noteKey: string;
  onOpen: () => void;
}) {
  const { t } = useTranslation('leads');
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const again = async () => {
    setSending(true);
    setProblem(null);
    try {
      await addNote(leadId, { text: comment }, noteKey);
      onOpen();
    } catch (error) {
      setProblem(failureWords(failureOf(error)).title);
    } finally {
      setSending(false);
    }
  };
  return (
    <View style={styles.stack}>
      <Banner
        tone="warn"
        icon={TriangleAlert}
        title={t('new.comment.title')}
        text={[
          t(outcome === 'unknown' ? 'new.comment.unknown' : 'new.comment.notSaved', { crm }),
          ...(problem === null ? [] : [problem]),
        ]}
      />
      <Card style={styles.comment}>
        <Text selectable>{comment}</Text>
      </Card>
      <Button label={t('new.comment.open')} onPress={onOpen} />
      {outcome === 'not_saved' && (
        <Button
          kind="secondary"
          label={t('new.comment.again')}
          busy={sending}
          onPress={() => void again()}
        />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  stack: { gap: space.l },
  comment: { padding: space.xl },
});
